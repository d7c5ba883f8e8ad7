import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { openTransport } from '../dynamodb/transport/open-transport.ts'
import { addressFlags } from '../dynamodb/table/address-flags.ts'
import { assertNever } from '../assert-never.ts'
import { failpoint, failpointWarning } from '../failpoint.ts'
import { keyHashing } from '../key-hashing.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { indexKeyNames } from '../mapping/index-key-names.ts'
import { bucketsFor } from './digest/bucket-digest.ts'
import { buildReport } from './report/build-report.ts'
import { compareAll } from './compare/compare-all.ts'
import { compareCounts } from './compare/compare-counts.ts'
import type { ComparisonResult } from './compare/comparison-result.ts'
import { type FirstPass, createFirstPass } from './compare/first-pass.ts'
import { hashReportKeys } from './report/hash-report-keys.ts'
import { prepareValidation, type PreparedValidation } from './prepare-validation.ts'
import type { ValidationReport } from './report/report-schema.ts'
import { compareSample } from './compare/compare-sample.ts'
import { createTableReader } from './found/table-reader.ts'
import type { ValidateOptions, ValidationDepth } from './validate-options.ts'
import type { ValidationContext } from './validation-context.ts'
import type { ValidationListener } from './validation-event.ts'
import { validationSettings } from './validation-settings.ts'
import { bindingOf, loadValidation, saveValidation } from './saved-validation.ts'
import { probeReport, reportPath, writeReport } from './report/write-report.ts'

/**
 * Segments of a scan per reader: small enough that a kill costs little, few enough that a small table is not asked in
 * vain.
 */
const segmentsPerReader = 4

/**
 * Derives what the source requires by another way than the load and compares it with the table, as deep as asked.
 * Writes the report; trusts nothing that a run has counted. A difference is no error: `ok` of the report says what was
 * found. What cannot be read throws, and is never taken for empty.
 *
 * Throws errors of the areas validate, mapping, source and target.
 */
export async function validate(
  options: ValidateOptions,
  onEvent: ValidationListener,
  signal: AbortSignal,
): Promise<ValidationReport> {
  const settings = validationSettings(options)
  const { depth } = options
  const id = validationId(options.resumeId ?? options.id)
  const directory = options.stateDirectory ?? '.'
  const failing = failpointWarning()
  if (failing !== null) onEvent({ kind: 'warning', ...failing })
  const resumable = depth.kind === 'all' || depth.kind === 'groups'
  const stateFile = resumable ? join(directory, `validation_state_${id}`) : null
  const reportFile = options.reportFile ?? reportPath(directory, id)
  await probeReport(reportFile, options.html ?? true, stateFile)
  const prepared = await prepareValidation(options, depth.kind === 'groups' ? depth.names : [], signal)
  await using transport = await openTransport(options.target)
  const { mapping, selected, hasIndex, estimatedRows, absentIndexes } = prepared
  const context: ValidationContext = {
    mapping,
    selected,
    schema: prepared.schema,
    whole: selected.length === mapping.entities.length,
    hasIndex,
    estimatedRows,
    absentIndexes,
    source: options.source,
    table: createTableReader(transport, options.target.table, mapping.table, settings.maxReadUnits, onEvent),
    settings,
    emit: onEvent,
    signal,
    snapshots: [],
  }
  const begun = await begin(options, context, prepared, id, stateFile)
  onEvent({
    kind: 'validation-started',
    id,
    depth: describeDepth(depth),
    mapping: mapping.name,
    table: prepared.target.table,
    resumed: begun.resumed,
    stateFile,
  })
  for (const warning of prepared.warnings) onEvent({ kind: 'warning', code: 'TABLE_INDEX_MISSING', detail: warning })

  const result = await compare(context, depth, begun.pass, () => begun.save('in time')).catch(
    async (error: unknown) => {
      // What was read is kept; the first error is the one to be seen.
      await begun.save('now').catch(() => undefined)
      throw error
    },
  )
  const report = hashReportKeys(
    buildReport(
      context,
      {
        id,
        depth,
        startedAt: begun.startedAt,
        finishedAt: new Date(),
        resumed: begun.resumed,
        source: prepared.source,
        target: prepared.target,
        warnings: prepared.warnings,
      },
      result,
    ),
    keyHashing(options.hashKeys),
  )
  failpoint('validate.report')
  const files = await writeReport(
    report,
    reportFile,
    options.html === false ? null : { flags: addressFlags(options.mapping.origin, options.target) },
  )
  failpoint('validate.reported')
  if (stateFile !== null) await unlink(stateFile).catch(() => undefined)
  onEvent({ kind: 'validation-finished', report, ...files })
  return report
}

function compare(
  context: ValidationContext,
  depth: ValidationDepth,
  pass: FirstPass,
  save: () => Promise<void>,
): Promise<ComparisonResult> {
  switch (depth.kind) {
    case 'count':
      return compareCounts(context, pass.segments)
    case 'sample':
      return compareSample(context, depth.n, depth.seed)
    case 'groups':
    case 'all':
      return compareAll(context, pass, save)
    default:
      return assertNever(depth)
  }
}

interface Begun {
  readonly pass: FirstPass
  readonly startedAt: Date
  readonly resumed: boolean
  readonly save: (when: 'in time' | 'now') => Promise<void>
}

async function begin(
  options: ValidateOptions,
  context: ValidationContext,
  prepared: PreparedValidation,
  id: string,
  stateFile: string | null,
): Promise<Begun> {
  const indexes = (options.indexes ?? options.depth.kind === 'all') ? indexNames(context) : []
  const binding = bindingOf(
    [
      JSON.stringify(prepared.source),
      JSON.stringify(prepared.target),
      context.mapping.hash,
      JSON.stringify(options.depth),
      JSON.stringify(indexes),
    ],
    prepared.schema,
  )
  const resumed = options.resumeId !== undefined
  const loaded = resumed && stateFile !== null ? await loadValidation(stateFile, id, binding, context) : null
  if (resumed && loaded === null)
    throw new PgfoldError('VALIDATE_STATE_MISSING', {
      detail: `a validation of depth ${options.depth.kind} cannot be resumed, it starts from the beginning`,
    })
  const startedAt = loaded?.startedAt ?? new Date()
  const pass = loaded?.pass ?? newPass(context, indexes)
  let savedAt = performance.now()
  let saving: Promise<void> = Promise.resolve()
  const save = async (when: 'in time' | 'now'): Promise<void> => {
    if (stateFile === null || (when === 'in time' && performance.now() - savedAt < context.settings.saveEveryMs)) return
    savedAt = performance.now()
    saving = saving.then(() => saveValidation(stateFile, id, binding, startedAt, pass, context))
    await saving
  }
  return { pass, startedAt, resumed, save }
}

function newPass(context: ValidationContext, indexes: readonly string[]): FirstPass {
  const estimated = context.selected.reduce((sum, entity) => sum + (context.estimatedRows(entity) ?? 0), 0)
  const buckets = bucketsFor(estimated)
  return createFirstPass(
    { buckets, indexBuckets: Math.min(buckets, 65_536), segments: context.settings.scanSegments * segmentsPerReader },
    indexes,
  )
}

/** Of a part of the mapping only indexes whose entries name their type can be compared. */
function indexNames({ mapping, whole }: ValidationContext): string[] {
  const { table } = mapping
  return table.indexes
    .filter((index) => whole || index.projection === 'all' || indexKeyNames(index).includes(table.entityType))
    .map(({ name }) => name)
}

function validationId(given: string | undefined): string {
  const id = given ?? `validation_${String(Math.floor(Date.now() / 1000))}`
  if (!/^validation_[A-Za-z0-9_-]{1,64}$/.test(id))
    throw new PgfoldError('VALIDATE_OPTION_INVALID', {
      place: 'id',
      detail: 'an id has the form validation_<epoch seconds>',
    })
  return id
}

function describeDepth(depth: ValidationDepth): string {
  if (depth.kind === 'sample') return `sample ${depth.n}`
  return depth.kind === 'groups' ? depth.names.join(' ') : depth.kind
}
