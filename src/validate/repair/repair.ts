import { PgfoldError } from '../../errors/pgfold-error.ts'
import { failpoint, failpointWarning } from '../../failpoint.ts'
import { keyHashing, type HashKeys, type KeyHashing } from '../../key-hashing.ts'
import type { Mapping } from '../../mapping/define-mapping.ts'
import type { SourceConfig } from '../../postgres/connection/source-config.ts'
import { openTransport } from '../../dynamodb/transport/open-transport.ts'
import type { RetryEvent } from '../../dynamodb/call/retry-event.ts'
import type { TargetConfig } from '../../dynamodb/transport/target-config.ts'
import type { KeyRecord } from '../digest/key-record.ts'
import { listedDifference } from '../compare/compare-all.ts'
import { findHashedKeys, reportHashing } from './find-hashed-keys.ts'
import { prepareValidation, type PreparedValidation } from '../prepare-validation.ts'
import { repairWrite, type RepairWrite } from './repair-write.ts'
import type { Difference, DifferenceClass, ValidationReport } from '../report/report-schema.ts'
import { runTogether } from '../compare/run-together.ts'
import { compareKeys, type ConfirmedDifference } from '../compare/second-pass.ts'
import { createTableReader, distinctKeys } from '../found/table-reader.ts'
import type { ValidationContext } from '../validation-context.ts'
import { validationSettings } from '../validation-settings.ts'
import { readReport } from '../report/write-report.ts'

export interface RepairOptions {
  readonly mapping: Mapping
  readonly source: SourceConfig
  readonly target: TargetConfig
  /** File of the report. */
  readonly report: string
  /** Lists what would be done and writes nothing. */
  readonly dryRun: boolean
  /**
   * Keys in events and in the result as hashes; always where those of the report are. Its secret finds the keys of a
   * report that was hashed with it.
   */
  readonly hashKeys?: HashKeys | undefined
  /** Deletes items that nothing expects; without it they are left and listed. */
  readonly deleteExtras: boolean
}

/** What is, or would be, done for one key. */
export interface RepairAction {
  readonly key: KeyRecord
  readonly entity: string | null
  readonly class: DifferenceClass
  readonly action: 'put' | 'delete' | 'leave'
  /**
   * `planned` in a dry run; `refused`: the item was changed by somebody else in between; `left`: nothing to write,
   * `note` says why.
   */
  readonly outcome: 'planned' | 'written' | 'refused' | 'left'
  readonly note: string | null
}

export interface RepairResult {
  /** No key of the report differs any longer (in a dry run: nothing would be left). */
  readonly ok: boolean
  readonly dryRun: boolean
  readonly reportId: string
  readonly keys: number
  /** Keys of the report that are equal by now. */
  readonly equalAlready: number
  readonly actions: readonly RepairAction[]
  /**
   * Differences after the writes, from a comparison of the same keys in a new snapshot; in a dry run those that would
   * stay.
   */
  readonly left: readonly Difference[]
  /** Differences that the report counts but does not list: validate again afterwards. */
  readonly unlisted: number
}

export type RepairEvent =
  /** The report holds hashes: source and table are read once to find the keys behind them. */
  | { readonly kind: 'keys-sought'; readonly keys: number; readonly table: string }
  | { readonly kind: 'repair-started'; readonly keys: number; readonly dryRun: boolean; readonly table: string }
  | { readonly kind: 'repair-action'; readonly action: RepairAction }
  | { readonly kind: 'repair-progress'; readonly done: number; readonly keys: number }
  | { readonly kind: 'warning'; readonly code: string; readonly detail: string }
  | RetryEvent

export type RepairListener = (event: RepairEvent) => void

const keysPerRound = 500
const writesAtOnce = 8

/**
 * Makes the keys of a report right, and only those. Each is derived again and read again: what is written is proven at
 * this moment, not when the report was made. Every write is bound to what was just seen, so a newer change of somebody
 * else wins. At the end the same keys are compared once more.
 *
 * A report with hashed keys costs one more pass over source and table.
 *
 * Throws VALIDATE_REPORT_UNREADABLE, VALIDATE_REPORT_FOREIGN, and errors of the areas mapping, source and target.
 */
export async function repair(
  options: RepairOptions,
  onEvent: RepairListener,
  signal: AbortSignal,
): Promise<RepairResult> {
  const failing = failpointWarning()
  if (failing !== null) onEvent({ kind: 'warning', ...failing })
  const report = await readReport(options.report)
  const prepared = await prepareValidation(options, [], signal)
  checkReport(report, prepared)
  await using transport = await openTransport(options.target)
  const context = repairContext(
    options,
    prepared,
    createTableReader(transport, options.target.table, prepared.mapping.table, undefined, onEvent),
    signal,
  )
  const { table } = prepared.mapping
  const listed = distinctKeys(
    table,
    report.differences.map(({ key }) => key),
  )
  const hashed = reportHashing(report, options.hashKeys)
  if (hashed !== null && listed.length > 0)
    onEvent({ kind: 'keys-sought', keys: listed.length, table: prepared.target.table })
  const keys = hashed === null || listed.length === 0 ? listed : await findHashedKeys(context, listed, hashed)
  const shown = keyShower(hashed ?? keyHashing(options.hashKeys))
  onEvent({ kind: 'repair-started', keys: keys.length, dryRun: options.dryRun, table: prepared.target.table })

  const actions: RepairAction[] = []
  const left: Difference[] = []
  for (let at = 0; at < keys.length; at += keysPerRound) {
    const round = keys.slice(at, at + keysPerRound)
    const differences: ConfirmedDifference[] = []
    await compareKeys(context, round, (difference) => differences.push(difference))
    const done = await act(
      differences,
      options,
      async (write) => {
        failpoint('repair.write')
        const outcome = await repairWrite(transport, options.target.table, table, write, signal)
        failpoint('repair.written')
        return outcome
      },
      signal,
    )
    for (const { action, difference } of done) {
      actions.push(shown(action))
      onEvent({ kind: 'repair-action', action: shown(action) })
      if (options.dryRun && action.action === 'leave') left.push(shown(listedDifference(context, difference)))
    }
    failpoint('repair.compare')
    if (!options.dryRun)
      await compareKeys(
        context,
        differences.map(({ key }) => key),
        (difference) => left.push(shown(listedDifference(context, difference))),
      )
    onEvent({ kind: 'repair-progress', done: at + round.length, keys: keys.length })
  }
  return {
    ok: left.length === 0,
    dryRun: options.dryRun,
    reportId: report.id,
    keys: listed.length,
    equalAlready: listed.length - actions.length,
    actions,
    left,
    unlisted: report.unlisted,
  }
}

function keyShower(hashing: KeyHashing | null): <Shown extends { readonly key: KeyRecord }>(shown: Shown) => Shown {
  return (shown) => (hashing === null ? shown : { ...shown, key: hashing.record(shown.key) })
}

function checkReport(report: ValidationReport, { mapping, source, target }: PreparedValidation): void {
  const differs = [
    report.mapping.hash === mapping.hash ? null : `mapping ${report.mapping.name} in another form`,
    report.source.systemIdentifier === source.systemIdentifier && report.source.database === source.database
      ? null
      : `database ${report.source.database} of another server or name`,
    report.target.arn === target.arn && report.target.createdAt === target.createdAt
      ? null
      : `table ${report.target.table} at another place or of another time`,
  ].filter((part) => part !== null)
  if (differs.length > 0)
    throw new PgfoldError('VALIDATE_REPORT_FOREIGN', { detail: `it is about ${differs.join(', ')}` })
}

function repairContext(
  options: RepairOptions,
  prepared: PreparedValidation,
  table: ValidationContext['table'],
  signal: AbortSignal,
): ValidationContext {
  const { mapping, schema, hasIndex, estimatedRows, absentIndexes } = prepared
  return {
    mapping,
    selected: mapping.entities,
    schema,
    whole: true,
    hasIndex,
    estimatedRows,
    absentIndexes,
    source: options.source,
    table,
    signal,
    settings: validationSettings({ ...options, depth: { kind: 'all' } }),
    emit: () => undefined,
    snapshots: [],
  }
}

async function act(
  differences: readonly ConfirmedDifference[],
  options: RepairOptions,
  write: (write: RepairWrite) => Promise<'written' | 'refused'>,
  signal: AbortSignal,
): Promise<{ readonly action: RepairAction; readonly difference: ConfirmedDifference }[]> {
  const done: { action: RepairAction; difference: ConfirmedDifference }[] = []
  const queue = [...differences]
  await runTogether(
    Array.from({ length: Math.min(writesAtOnce, queue.length) }, () => async (stop: AbortSignal) => {
      for (let difference = queue.shift(); difference !== undefined; difference = queue.shift()) {
        stop.throwIfAborted()
        const { key, class: kind, expected, found } = difference
        const planned = plan(difference, options.deleteExtras)
        const base = { key, entity: expected?.entity.name ?? null, class: kind }
        if (planned.write === null)
          done.push({ difference, action: { ...base, action: 'leave', outcome: 'left', note: planned.note } })
        else {
          const outcome = options.dryRun ? 'planned' : await write(planned.write)
          const note =
            outcome === 'refused'
              ? 'the item was changed in between; that change stands'
              : found === null
                ? 'nothing stood there'
                : null
          done.push({ difference, action: { ...base, action: planned.write.kind, outcome, note } })
        }
      }
    }),
    signal,
  )
  return done
}

function plan(
  { class: kind, key, expected, found }: ConfirmedDifference,
  deleteExtras: boolean,
): { readonly write: RepairWrite | null; readonly note: string | null } {
  if (kind === 'collision')
    return {
      write: null,
      note: 'two source rows claim the key, which only a change of the mapping or the rows can fix',
    }
  if (expected !== null) return { write: { kind: 'put', key, item: expected.item, seen: found }, note: null }
  if (found === null) return { write: null, note: 'nothing is expected here and nothing stands here' }
  return deleteExtras
    ? { write: { kind: 'delete', key, seen: found }, note: null }
    : { write: null, note: 'nothing expects the item; it is deleted only on request' }
}
