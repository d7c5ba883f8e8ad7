import { z } from 'zod'
import { differenceClassSchema, differenceSchema, reportSchema } from '../../validate/report/report-schema.ts'

/**
 * What `--json` prints, as a contract: fields are only added, ids are text, times ISO 8601, what is unknown is null.
 * A consumer ignores fields that it does not know and refuses a `formatVersion` that it does not know. What a command
 * prints is held to its schema by the compiler (the types below), and by the end-to-end tests.
 */

export const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  place: z.string().nullable(),
  why: z.string(),
  fix: z.string(),
  exitCode: z.int(),
})

const warningSchema = z.string()

/** Exactly one of these is printed on stdout; `data` may stand beside `error` where a result exists in spite of it. */
export function envelopeSchema<T extends z.ZodType>(data: T) {
  return z.object({
    formatVersion: z.literal(1),
    ok: z.boolean(),
    data: data.nullable(),
    error: errorSchema.nullable(),
    warnings: z.array(warningSchema),
  })
}

const runStatusSchema = z.enum(['Pending', 'InProgress', 'Completed', 'Failed', 'Paused'])
const count = z.int().nonnegative()

const entitySchema = z.object({
  entity: z.string(),
  group: z.string(),
  status: runStatusSchema,
  total: count,
  /** `total` is about right only: it is exact when the entity is done. */
  estimated: z.boolean(),
  read: count,
  written: count,
  collapsed: count,
  rejected: count,
  indexKeysSkipped: z.record(z.string(), count),
  lookupsMissed: z.record(z.string(), count),
  /** Items over 400 KB that an attribute was left out of, or compressed in; by attribute. */
  oversize: z.record(z.string(), count),
  bytes: count,
  writeUnits: z.number().nonnegative(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
})

/** `migrate`, `resume` and `status`. */
export const runDataSchema = z.object({
  migrationId: z.string(),
  status: runStatusSchema,
  startedAt: z.string(),
  completedAt: z.string().nullable(),
  updatedAt: z.string(),
  mapping: z.object({ name: z.string(), hash: z.string() }),
  source: z.object({ systemIdentifier: z.string(), database: z.string() }),
  target: z.object({ table: z.string(), arn: z.string(), createdAt: z.string() }),
  snapshots: z.array(z.object({ lsn: z.string().nullable(), takenAt: z.string() })),
  totals: z.object({
    total: count,
    estimated: z.boolean(),
    read: count,
    /** Source rows whose item is in the table. */
    migrated: count,
    written: count,
    collapsed: count,
    rejected: count,
    bytes: count,
    writeUnits: z.number().nonnegative(),
    /** 0 to 100. */
    percent: z.number().min(0).max(100),
    requests: count,
    retries: count,
    throttles: count,
    unprocessed: count,
  }),
  groups: z.array(
    z.object({ group: z.string(), status: runStatusSchema, migrated: count, total: count, estimated: z.boolean() }),
  ),
  entities: z.array(entitySchema),
  /** `status` of a run that is not over: who is at work on it, as far as can be told from here. */
  process: z
    .object({ host: z.string(), pid: count, state: z.enum(['running', 'probably-running', 'not-running', 'unknown']) })
    .nullable(),
  /**
   * What the table received from chunks that the attempt did not finish, beyond `totals`; a resume writes it again. Null
   * where only the state is known.
   */
  unfinished: z.object({ chunks: count, written: count, bytes: count }).nullable(),
  lastError: z.object({ code: z.string(), message: z.string() }).nullable(),
  stateFile: z.string(),
  rejectFile: z.string(),
  resumeCommand: z.string(),
  /** Rows of each entity by the snapshot that they were read in; empty: all of them are of one moment. */
  mixedSnapshots: z.array(
    z.object({
      entity: z.string(),
      origins: z.array(z.object({ lsn: z.string().nullable(), takenAt: z.string(), rows: count })),
    }),
  ),
  validateCommand: z.string(),
})

const findingSchema = z.object({
  severity: z.enum(['error', 'warning', 'note']),
  code: z.string(),
  place: z.string(),
  message: z.string(),
  fix: z.string(),
})

export const explainDataSchema = z.object({
  code: z.string(),
  title: z.string(),
  why: z.string(),
  fix: z.string(),
  exit: z.int(),
  retry: z.enum(['retry', 'reject', 'note', 'stop']),
})

export const versionDataSchema = z.object({ pgfold: z.string(), node: z.string(), platform: z.string() })

const liveKeySchema = z.object({ name: z.string(), type: z.enum(['S', 'N', 'B']) })
const projectionSchema = z.union([z.enum(['all', 'keys']), z.object({ include: z.array(z.string()) })])

/** `table show` and `table create`. */
export const liveTableSchema = z.object({
  name: z.string(),
  arn: z.string(),
  status: z.string(),
  createdAt: z.string(),
  partitionKey: liveKeySchema,
  sortKey: liveKeySchema.nullable(),
  indexes: z.array(
    z.object({
      name: z.string(),
      arn: z.string().nullable(),
      status: z.string(),
      kind: z.enum(['global', 'local']),
      /** One to four attributes. */
      partitionKey: z.array(liveKeySchema),
      /** None to four. */
      sortKey: z.array(liveKeySchema),
      projection: projectionSchema,
      warmWriteUnits: z.number().nullable(),
    }),
  ),
  billing: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('on-demand'), maxWriteUnits: z.number().nullable() }),
    z.object({ kind: z.literal('provisioned'), readUnits: z.number(), writeUnits: z.number() }),
  ]),
  warmWriteUnits: z.number().nullable(),
  itemCount: count,
  sizeBytes: count,
})

/** `table check`. */
export const tableCheckSchema = z.object({
  table: liveTableSchema,
  fits: z.boolean(),
  findings: z.array(findingSchema),
})

/** `validate`. The command itself went well (`ok` of the envelope) even where it found differences (`ok` here). */
export const validationDataSchema = z.object({
  ok: z.boolean(),
  differences: count,
  reportFile: z.string(),
  htmlFile: z.string().nullable(),
  report: reportSchema,
})

/** `repair`. */
export const repairDataSchema = z.object({
  ok: z.boolean(),
  dryRun: z.boolean(),
  reportId: z.string(),
  keys: count,
  equalAlready: count,
  actions: z.array(
    z.object({
      key: z.record(z.string(), z.string()),
      entity: z.string().nullable(),
      class: differenceClassSchema,
      action: z.enum(['put', 'delete', 'leave']),
      outcome: z.enum(['planned', 'written', 'refused', 'left']),
      note: z.string().nullable(),
    }),
  ),
  left: z.array(differenceSchema),
  unlisted: count,
})

/** `retry-rejects`. */
export const retryRejectsDataSchema = z.object({
  migrationId: z.string(),
  outcome: z.enum(['completed', 'stopped']),
  dryRun: z.boolean(),
  rejects: count,
  counts: z.object({
    written: count,
    present: count,
    collapsed: count,
    rejected: count,
    stands: count,
    gone: count,
    untraceable: count,
  }),
  left: count,
  rows: z.array(
    z.object({
      entity: z.string(),
      sourceKey: z.record(z.string(), z.string().nullable()),
      itemKey: z.record(z.string(), z.string()).nullable(),
      outcome: z.enum(['written', 'present', 'collapsed', 'rejected', 'stands', 'gone', 'untraceable']),
      code: z.string().nullable(),
      detail: z.string().nullable(),
    }),
  ),
  stateFile: z.string(),
  rejectFile: z.string(),
})

/** What fits a schema, as the engine has it: readonly throughout. */
type DeepReadonly<T> = T extends readonly (infer Element)[]
  ? readonly DeepReadonly<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T

export type RunData = DeepReadonly<z.infer<typeof runDataSchema>>
export type ExplainData = DeepReadonly<z.infer<typeof explainDataSchema>>
export type VersionData = DeepReadonly<z.infer<typeof versionDataSchema>>
export type LiveTableData = DeepReadonly<z.infer<typeof liveTableSchema>>
export type TableCheckData = DeepReadonly<z.infer<typeof tableCheckSchema>>
export type ValidationData = DeepReadonly<z.infer<typeof validationDataSchema>>
export type RepairData = DeepReadonly<z.infer<typeof repairDataSchema>>
export type RetryRejectsData = DeepReadonly<z.infer<typeof retryRejectsDataSchema>>
export type Envelope = DeepReadonly<z.infer<ReturnType<typeof envelopeSchema<z.ZodUnknown>>>>
export type ErrorData = DeepReadonly<z.infer<typeof errorSchema>>
