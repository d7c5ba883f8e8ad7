import { createHash } from 'node:crypto'
import { z } from 'zod'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { failpoint } from '../failpoint.ts'
import { nodeFiles } from '../ledger/durable-files.ts'
import { codeOf } from '../ledger/file-error.ts'
import { schemaRecordSchema } from '../ledger/schema-record-schema.ts'
import { schemaChanges } from '../mapping/schema-changes.ts'
import type { SchemaRecord } from '../mapping/schema-record.ts'
import { absorb, deserializeDigest, serializeDigest } from './digest/bucket-digest.ts'
import { createTally } from './compare/entity-tally.ts'
import { createFirstPass, type FirstPass } from './compare/first-pass.ts'
import type { ValidationContext } from './validation-context.ts'

/**
 * The first pass of an unfinished validation: one line of JSON, then the digests as raw bytes. Written whole and
 * durably while it works, and removed when the report is there. What was read before a kill counts as read: the source
 * may have moved on since, but whatever differs is compared again. Read units are those of every page up to the
 * writing, also of a segment that has to be read again because it was not at its end.
 */
/** 2: read units and retries. 3: `schema`. */
const stateFormat = 3
const digestBytes = 28

const count = z.number().int().nonnegative()
const units = z.number().nonnegative()

const headerSchema = z.strictObject({
  format: z.literal(stateFormat),
  id: z.string(),
  binding: z.string(),
  schema: schemaRecordSchema,
  startedAt: z.iso.datetime(),
  buckets: count,
  indexBuckets: count,
  segments: count,
  littleEndian: z.boolean(),
  segmentsDone: z.array(count),
  foundTypes: z.array(z.tuple([z.string().nullable(), count])),
  snapshots: z.array(
    z.strictObject({
      lsn: z.string().nullable(),
      takenAt: z.string(),
      use: z.enum(['first-pass', 'drill-down', 'second-pass']),
    }),
  ),
  tallies: z.array(
    z.strictObject({
      entity: z.string(),
      sourceRows: count,
      collapsed: count,
      rejected: count,
      expected: count,
      orphans: z.record(z.string(), count),
      rejectCodes: z.record(z.string(), count),
      rejects: z.array(
        z.strictObject({
          entity: z.string(),
          code: z.string(),
          detail: z.string(),
          sourceKey: z.record(z.string(), z.string().nullable()),
        }),
      ),
    }),
  ),
  indexes: z.array(z.strictObject({ name: z.string(), segmentsDone: z.array(count) })),
  readUnits: z.strictObject({ table: units, items: units, byIndex: z.array(z.tuple([z.string(), units])) }),
  retries: z.strictObject({ retries: count, throttles: count }),
  sha256: z.string(),
})

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

export interface SavedValidation {
  readonly startedAt: Date
  readonly pass: FirstPass
}

/** What a state belongs to. */
export interface ValidationBinding {
  /** Source, table, mapping and depth, in one text. */
  readonly hash: string
  readonly schema: SchemaRecord
}

export function bindingOf(parts: readonly string[], schema: SchemaRecord): ValidationBinding {
  return { hash: createHash('sha256').update(JSON.stringify(parts)).digest('hex'), schema }
}

export async function saveValidation(
  path: string,
  id: string,
  binding: ValidationBinding,
  startedAt: Date,
  pass: FirstPass,
  context: ValidationContext,
): Promise<void> {
  const digests = Buffer.concat(
    [pass.expected, pass.found, ...[...pass.indexes.values()].flatMap(({ expected, found }) => [expected, found])].map(
      serializeDigest,
    ),
  )
  const header = {
    format: stateFormat,
    id,
    binding: binding.hash,
    schema: binding.schema,
    startedAt: startedAt.toISOString(),
    buckets: pass.buckets,
    indexBuckets: pass.indexBuckets,
    segments: pass.segments,
    littleEndian,
    segmentsDone: [...pass.segmentsDone],
    foundTypes: [...pass.foundTypes],
    snapshots: context.snapshots,
    tallies: [...pass.tallies.values()].map(({ entity, ...numbers }) => ({ entity: entity.name, ...numbers })),
    indexes: [...pass.indexes].map(([name, { segmentsDone }]) => ({ name, segmentsDone: [...segmentsDone] })),
    readUnits: {
      table: context.table.units.table,
      items: context.table.units.items,
      byIndex: [...context.table.units.byIndex],
    },
    retries: { retries: context.table.retries.retries, throttles: context.table.retries.throttles },
  }
  const sha256 = createHash('sha256').update(JSON.stringify(header)).update(digests).digest('hex')
  failpoint('validate.save')
  try {
    await nodeFiles.replace(path, Buffer.concat([Buffer.from(`${JSON.stringify({ ...header, sha256 })}\n`), digests]))
  } catch (cause) {
    throw new PgfoldError('VALIDATE_REPORT_NOT_WRITTEN', {
      place: path,
      detail: `the state file: ${codeOf(cause) ?? 'unknown error'}`,
      cause,
    })
  }
  failpoint('validate.saved')
}

/** Throws VALIDATE_STATE_MISSING, _DAMAGED or _FOREIGN. */
export async function loadValidation(
  path: string,
  id: string,
  binding: ValidationBinding,
  context: ValidationContext,
): Promise<SavedValidation> {
  const content = await readState(path)
  const end = content.indexOf(10)
  const { sha256, ...header } = parseHeader(content.subarray(0, Math.max(end, 0)), path)
  const digests = content.subarray(end + 1)
  if (
    header.littleEndian !== littleEndian ||
    createHash('sha256').update(JSON.stringify(header)).update(digests).digest('hex') !== sha256
  )
    throw new PgfoldError('VALIDATE_STATE_DAMAGED', { place: path })
  if (header.id !== id || header.binding !== binding.hash)
    throw new PgfoldError('VALIDATE_STATE_FOREIGN', { place: path })
  const changes = schemaChanges(header.schema, binding.schema)
  if (changes.length > 0) throw new PgfoldError('VALIDATE_STATE_FOREIGN', { place: path, detail: changes.join('; ') })
  const pass = createFirstPass(
    header,
    header.indexes.map(({ name }) => name),
  )
  let at = 0
  const next = (buckets: number): ReturnType<typeof deserializeDigest> =>
    deserializeDigest(digests.subarray(at, (at += buckets * digestBytes)), buckets)
  absorb(pass.expected, next(header.buckets))
  absorb(pass.found, next(header.buckets))
  for (const { name, segmentsDone } of header.indexes) {
    const index = pass.indexes.get(name)
    if (index === undefined) continue
    absorb(index.expected, next(header.indexBuckets))
    absorb(index.found, next(header.indexBuckets))
    for (const segment of segmentsDone) index.segmentsDone.add(segment)
  }
  for (const segment of header.segmentsDone) pass.segmentsDone.add(segment)
  for (const [type, items] of header.foundTypes) pass.foundTypes.set(type, items)
  for (const { entity: name, ...numbers } of header.tallies) {
    const entity = context.selected.find((each) => each.name === name)
    if (entity !== undefined) pass.tallies.set(name, { ...createTally(entity), ...numbers })
  }
  context.snapshots.push(...header.snapshots)
  const { table, items, byIndex } = header.readUnits
  context.table.continueFrom({ table, items, byIndex: new Map(byIndex) }, header.retries)
  return { startedAt: new Date(header.startedAt), pass }
}

async function readState(path: string): Promise<Buffer> {
  try {
    return (await nodeFiles.read(path)).content
  } catch (cause) {
    throw new PgfoldError('VALIDATE_STATE_MISSING', {
      place: path,
      detail: codeOf(cause) ?? 'it cannot be read',
      cause,
    })
  }
}

function parseHeader(line: Buffer, path: string): z.infer<typeof headerSchema> {
  try {
    const header: unknown = JSON.parse(line.toString('utf8'))
    const { format } = z.looseObject({ format: z.number() }).parse(header)
    if (format !== stateFormat)
      throw new PgfoldError('VALIDATE_STATE_FOREIGN', {
        place: path,
        detail: `another version of pgfold wrote it: format ${format}, this one knows ${stateFormat}`,
      })
    return headerSchema.parse(header)
  } catch (cause) {
    if (cause instanceof PgfoldError) throw cause
    throw new PgfoldError('VALIDATE_STATE_DAMAGED', { place: path, cause })
  }
}
