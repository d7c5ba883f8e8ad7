import { z } from 'zod'

const count = z.int().nonnegative()
const tableRef = z.object({ schema: z.string(), table: z.string() })

/** A foreign key as its table sees it: `columns` are its own, `otherColumns` those of the other table. */
const relationSchema = tableRef.extend({
  name: z.string(),
  columns: z.array(z.string()),
  otherColumns: z.array(z.string()),
  /** No column of the foreign key is ever NULL. */
  required: z.boolean(),
  onDeleteCascade: z.boolean(),
  /** An index leads with a column of the foreign key. */
  indexed: z.boolean(),
})

const tableSchema = tableRef.extend({
  kind: z.enum(['table', 'partitioned', 'view', 'materialized-view', 'foreign']),
  /** Planner's estimate; null when the table was never analysed. */
  estimatedRows: count.nullable(),
  /** With --exact; null where it was not counted. */
  exactRows: count.nullable(),
  totalBytes: count,
  columns: count,
  primaryKey: z.array(z.string()),
  uniqueKeys: z.array(z.array(z.string())),
  references: z.array(relationSchema),
  referencedBy: z.array(relationSchema),
  generatedColumns: z.array(z.string()),
  /** Columns by what may go otherwise than expected. */
  riskyColumns: z.array(z.object({ risk: z.string(), columns: z.array(z.string()), text: z.string() })),
  /** Columns with large values: the largest in a sample, bytes. */
  largeColumns: z.array(z.object({ column: z.string(), largestBytes: count })),
  partitions: count,
  inheritedBy: z.array(z.string()),
  rowSecurity: z.boolean(),
  readable: z.boolean(),
  extension: z.string().nullable(),
})

/** `pgfold inspect --json`. */
export const inspectionSchema = z.object({
  database: z.string(),
  serverVersion: z.int(),
  /** Whether pg_stat_statements could be read. */
  statements: z.enum(['read', 'not installed', 'not readable']),
  totals: z.object({ tables: count, totalBytes: count, estimatedRows: count, exactRows: count.nullable() }),
  tables: z.array(tableSchema),
  findings: z.array(
    z.object({
      severity: z.enum(['error', 'warning', 'note']),
      code: z.string(),
      place: z.string(),
      message: z.string(),
      fix: z.string(),
    }),
  ),
})
export type Inspection = z.infer<typeof inspectionSchema>
export type InspectedTable = Inspection['tables'][number]
