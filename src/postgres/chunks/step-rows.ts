import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { SourceClient } from '../connection/connect.ts'
import { quoteLiteral, quoteTable } from '../quote.ts'

/** Rows between two places where work may be cut: small rows, and as few as large ones leave of `stepBytes`. */
const mostRows = 2_000
const fewestRows = 20
const stepBytes = 2 * 1024 * 1024

/** However many rows there are, a plan stays a list that fits in memory and is gone through with every commit. */
const mostSteps = 20_000

/**
 * How many rows lie between the cuts of an entity when nobody says, from the statistics of its tables:
 * pg_class.reltuples, and the size of the table with TOAST, those of its partitions instead of a partitioned one's. A
 * guess is enough, because the run joins steps by the time that they really take.
 */
export async function stepRows(
  client: SourceClient,
  { source }: Pick<ResolvedEntity, 'source'>,
  signal: AbortSignal,
): Promise<number> {
  const tables =
    source.kind === 'table' ? [source.table] : source.kind === 'union' ? source.branches.map(({ table }) => table) : []
  if (tables.length === 0) return mostRows
  const names = tables.map((table) => `${quoteLiteral(quoteTable(table))}::regclass`)
  const [row] = await client.rows(
    `SELECT sum(greatest(reltuples, 0))::int8, sum(pg_table_size(oid))::int8 FROM pg_class WHERE relkind <> 'p' AND oid IN (
       SELECT relid FROM unnest(ARRAY[${names.join(', ')}]) AS t, pg_partition_tree(t)
       UNION SELECT unnest(ARRAY[${names.join(', ')}]))`,
    { signal },
  )
  const [rows, bytes] = (row ?? []).map(Number)
  return stepOf(rows ?? 0, bytes ?? 0)
}

/** Exported for its test: of tables of so many rows and bytes. */
export function stepOf(rows: number, bytes: number): number {
  if (!(rows > 0)) return mostRows
  const small = Math.min(mostRows, Math.max(fewestRows, Math.floor(stepBytes / Math.max(1, bytes / rows))))
  return Math.max(small, Math.ceil(rows / mostSteps))
}
