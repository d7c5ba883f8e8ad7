import { z } from 'zod'
import { pricesSchema } from './prices.ts'

const count = z.int().nonnegative()
/** Estimates are fractions of rows that were drawn. */
const figure = z.number().nonnegative()

const plannedEntitySchema = z.object({
  entity: z.string(),
  group: z.string(),
  rows: figure,
  items: figure,
  collapsed: figure,
  /** Rows that cannot become an item, by error code. */
  rejected: z.record(z.string(), figure),
  bytes: figure,
  largestItemBytes: count,
  /** Items by size; `upTo` in bytes. */
  sizes: z.array(z.object({ upTo: count, items: figure })),
  /** Write units of the table, and of each index. */
  tableUnits: figure,
  indexUnits: z.record(z.string(), figure),
  /** Rows whose values were converted; all of them where the plan is exact. */
  sampled: count,
  /** Half the width of the 95 % confidence interval of the write units, as a share of them; 0: exact. */
  error: figure,
})
export type PlannedEntity = z.infer<typeof plannedEntitySchema>

const plannedPartitionsSchema = z.object({
  /** Null: the table itself. */
  index: z.string().nullable(),
  items: figure,
  units: figure,
  /** Partition keys that were seen: of a sample, those of the sample. */
  distinctKeys: count,
  distinctExact: z.boolean(),
  /** The partition key with the most write units; which entity it belongs to, never its value. */
  hottest: z.object({ entity: z.string(), items: figure, units: figure, seconds: figure }).nullable(),
})
export type PlannedPartitions = z.infer<typeof plannedPartitionsSchema>

const waySchema = z.object({
  way: z.enum(['on-demand', 'provisioned', 'import-from-s3', 'bulk-put']),
  /** Null: nobody can say. */
  seconds: figure.nullable(),
  dollars: figure.nullable(),
  note: z.string(),
})
export type PlannedWay = z.infer<typeof waySchema>

/** `plan --json`, and the file of `plan --out`: fields are only added. */
export const planReportSchema = z.object({
  mapping: z.object({ name: z.string(), hash: z.string() }),
  source: z.object({ database: z.string(), systemIdentifier: z.string() }),
  snapshot: z.object({ lsn: z.string().nullable(), takenAt: z.string() }),
  /** `exact`: every row was converted. `sample`: some rows of each entity were, and the rest is estimated. */
  basis: z.enum(['exact', 'sample']),
  entities: z.array(plannedEntitySchema),
  partitions: z.array(plannedPartitionsSchema),
  totals: z.object({
    rows: figure,
    items: figure,
    collapsed: figure,
    rejected: figure,
    bytes: figure,
    /** As DynamoDB JSON, uncompressed: what an import from S3 is billed by. */
    jsonBytes: figure,
    tableUnits: figure,
    indexUnits: figure,
    error: figure,
  }),
  /** What decides how long writing takes. */
  limit: z.object({ what: z.string(), seconds: figure, writeUnitsPerSecond: figure }),
  ways: z.array(waySchema),
  afterwards: z.object({
    storageDollarsMonth: figure.nullable(),
    /** One validation of everything, on demand. */
    validationDollars: figure.nullable(),
  }),
  connections: z.object({ needed: count, free: count }),
  /** WAL that the source writes in the time of the load, by its average since its statistics began; null: unknown. */
  walBytes: figure.nullable(),
  prices: pricesSchema,
})
export type PlanReport = z.infer<typeof planReportSchema>
