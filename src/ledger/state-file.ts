import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { EntityName, Lsn, MappingHash, RunId, TableArn } from '../brand.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { visibleLines } from '../visible-text.ts'
import { canonicalJson } from '../mapping/canonical-json.ts'
import { guideSection } from './guide-section.ts'
import type { LedgerState } from './ledger-state.ts'
import { schemaRecordSchema } from './schema-record-schema.ts'

/**
 * Raised with every change. 2: `process`. 3: `schema`, `watched`. 4: bounds of several columns, and totals that are
 * estimates at first. 5: `origin`, `reads`, `keys` and `oversize` of an entity, `staged` of the rejects, and a snapshot
 * without a position.
 */
const formatVersion = 5

const count = z.number().int().nonnegative()
const amount = z.number().nonnegative()
const instant = z.iso.datetime()
const status = z.enum(['Pending', 'InProgress', 'Completed', 'Failed', 'Paused'])
const counts = z.record(z.string(), count)

const bound = z.array(z.string()).min(1)
const range = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('range'), low: bound.nullable(), high: bound.nullable() }),
  z.strictObject({ kind: z.literal('nulls') }),
])

const entity = z.strictObject({
  entity: z.custom<EntityName>(isNamed),
  group: z.string(),
  status,
  total: count,
  estimated: z.boolean(),
  counted: count,
  read: count,
  written: count,
  collapsed: count,
  rejected: count,
  indexKeysSkipped: counts,
  lookupsMissed: counts,
  oversize: counts,
  bytes: count,
  writeUnits: amount,
  chunkColumns: z.array(z.string()),
  pending: z.array(range),
  reads: z.array(z.strictObject({ snapshot: count, rows: count })),
  startedAt: instant.nullable(),
  completedAt: instant.nullable(),
  bound: bound.nullable(),
})

const origin = z.strictObject({
  mapping: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('file'), path: z.string().min(1) }),
      z.strictObject({ kind: z.literal('built-in'), name: z.string().min(1) }),
    ])
    .nullable(),
  table: z.string().min(1),
  endpoint: z.string().nullable(),
  region: z.string().nullable(),
})

const section = z.strictObject({
  format: z.literal(formatVersion),
  runId: z.custom<RunId>(isNamed),
  status,
  startedAt: instant,
  completedAt: instant.nullable(),
  updatedAt: instant,
  mapping: z.strictObject({ name: z.string(), hash: z.custom<MappingHash>(isNamed) }),
  schema: schemaRecordSchema,
  source: z.strictObject({ systemIdentifier: z.string().min(1), database: z.string().min(1) }),
  target: z.strictObject({ table: z.string(), arn: z.custom<TableArn>(isNamed), createdAt: z.string().min(1) }),
  origin,
  watched: z
    .array(z.strictObject({ oid: z.string(), name: z.string(), content: z.string(), parents: z.string() }))
    .nullable(),
  snapshots: z.array(z.strictObject({ lsn: z.custom<Lsn>(isNamed).nullable(), takenAt: instant })),
  entities: z.array(entity),
  process: z
    .strictObject({
      host: z.string(),
      pid: count,
      boot: z.string().nullable(),
      space: z.string().nullable(),
      start: z.string().nullable(),
    })
    .nullable(),
  lastError: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  totals: z.strictObject({ requests: count, retries: count, throttles: count, unprocessed: count }),
  rejects: z.strictObject({ bytes: count, lines: count, staged: z.boolean() }),
})

/** Read first, loosely: a newer or foreign file must be called so, not damaged. */
const envelope = z.looseObject({
  migration_id: z.string(),
  pgfold: z.looseObject({ format: z.number().int() }),
  checksum: z.string(),
})

/** The guide's fields, then our own section, then the checksum (SHA-256 over the canonical form of all before it). */
export function encodeStateFile(state: LedgerState): Buffer {
  const body = { ...guideSection(state), pgfold: { format: formatVersion, ...state } }
  return Buffer.from(`${visibleLines(JSON.stringify({ ...body, checksum: checksumOf(body) }, null, 2))}\n`)
}

/** Throws LEDGER_DAMAGED, LEDGER_FOREIGN, LEDGER_NEWER or LEDGER_OLDER. */
export function decodeStateFile(content: Buffer, runId: RunId, path: string): LedgerState {
  const parsed = parseJson(content, path)
  const outer = envelope.safeParse(parsed)
  if (!outer.success) {
    throw new PgfoldError('LEDGER_FOREIGN', {
      place: path,
      detail: 'it has no section "pgfold" with a format and a checksum',
    })
  }
  const { checksum, ...body } = outer.data
  if (body.pgfold.format > formatVersion) {
    throw new PgfoldError('LEDGER_NEWER', {
      place: path,
      detail: `format ${body.pgfold.format}, known is format ${formatVersion}`,
    })
  }
  if (checksum !== checksumOf(body))
    throw new PgfoldError('LEDGER_DAMAGED', { place: path, detail: 'the checksum does not fit the content' })
  if (body.pgfold.format < formatVersion)
    throw new PgfoldError('LEDGER_OLDER', {
      place: path,
      detail: `format ${body.pgfold.format}, known is format ${formatVersion}`,
    })
  const inner = section.safeParse(body.pgfold)
  if (!inner.success) {
    const [issue] = inner.error.issues
    throw new PgfoldError('LEDGER_DAMAGED', {
      place: path,
      detail: `pgfold.${issue?.path.join('.') ?? ''} is not of the form that format ${formatVersion} has`,
    })
  }
  if (body.migration_id !== runId || inner.data.runId !== runId) {
    throw new PgfoldError('LEDGER_FOREIGN', { place: path, detail: 'it names another run than its file name' })
  }
  const { format: _format, ...state } = inner.data
  return state
}

function parseJson(content: Buffer, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content))
  } catch (cause) {
    throw new PgfoldError('LEDGER_DAMAGED', {
      place: path,
      detail: `its ${content.length} bytes are not one JSON document`,
      cause,
    })
  }
}

function checksumOf(body: unknown): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex')
}

/** An identity that is empty would fit every other empty one. */
function isNamed(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
