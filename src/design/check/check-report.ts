import { z } from 'zod'

const count = z.int().nonnegative()

/**
 * How far a finding can be trusted. `structure`: follows from mapping and catalog, no row was read. `exact`: every row
 * of the snapshot was checked. `sample`: counted in rows drawn at random, the rest may hold more. `estimate`: a
 * figure worked out from counts and average sizes.
 */
const basisSchema = z.enum(['structure', 'exact', 'sample', 'estimate'])

const checkFindingSchema = z.object({
  severity: z.enum(['error', 'warning', 'note']),
  code: z.string(),
  place: z.string(),
  /** Rows, items or columns that it is about; null where there is nothing to count. */
  count: count.nullable(),
  basis: basisSchema,
  message: z.string(),
  fix: z.string(),
})
export type CheckFinding = z.infer<typeof checkFindingSchema>

const entityFactsSchema = z.object({
  entity: z.string(),
  group: z.string(),
  /** Source rows, all counted. */
  rows: count,
  items: count,
  /** Source rows that are no item of their own, because they collapse into another. */
  collapsed: count,
  /** Source rows whose key cannot be built; all were tried. */
  rejectedByKey: count,
  /** Items whose values were all converted, as the load would. */
  sampled: count,
  rejectedInSample: count,
  largestItemBytes: count,
  averageItemBytes: z.number().nonnegative(),
  /** Items in each index that the entity fills. */
  indexes: z.record(z.string(), count),
})
export type EntityFacts = z.infer<typeof entityFactsSchema>

/** `check --json`: fields are only added. */
export const checkReportSchema = z.object({
  mapping: z.object({ name: z.string(), hash: z.string() }),
  source: z.object({ database: z.string() }),
  /** What was read of the data; null: nothing, the check was one of mapping and catalog. */
  data: z
    .object({
      snapshot: z.object({ lsn: z.string().nullable(), takenAt: z.string() }),
      /** Rows per entity whose values were converted; null: all. */
      sampleRows: count.nullable(),
      entities: z.array(entityFactsSchema),
    })
    .nullable(),
  /** Why the data was not read although it was asked for. */
  dataSkipped: z.string().nullable(),
  findings: z.array(checkFindingSchema),
  errors: count,
  warnings: count,
  notes: count,
})
export type CheckReport = z.infer<typeof checkReportSchema>
