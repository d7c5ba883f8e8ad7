import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { SourceClient } from '../connection/connect.ts'
import { quoteLiteral, quoteTable } from '../quote.ts'

/** Small rows, and as few as large ones leave of `firstChunkBytes`: the first chunk of an entity is to be short. */
const maxRows = 2_000
const minRows = 20
const firstChunkBytes = 2 * 1024 * 1024

export interface SourceSize {
  /** About how many rows the tables of the source have; null where nobody can say. */
  readonly tableRows: number | null
  /** Rows of a chunk while it is not known how long they take. */
  readonly firstChunkRows: number
}

/**
 * The size of an entity's tables, from their statistics: pg_class.reltuples, and the size of the table with TOAST, those
 * of its partitions instead of a partitioned one's. A guess is enough: it decides where a run begins, not what it loads.
 */
export async function readSourceSize(
  client: SourceClient,
  { source }: Pick<ResolvedEntity, 'source'>,
  signal: AbortSignal,
): Promise<SourceSize> {
  const tables =
    source.kind === 'table' ? [source.table] : source.kind === 'union' ? source.branches.map(({ table }) => table) : []
  if (tables.length === 0) return { tableRows: null, firstChunkRows: maxRows }
  const names = tables.map((table) => `${quoteLiteral(quoteTable(table))}::regclass`)
  const [row] = await client.rows(
    `SELECT sum(greatest(reltuples, 0))::int8, sum(pg_table_size(oid))::int8 FROM pg_class WHERE relkind <> 'p' AND oid IN (
       SELECT relid FROM unnest(ARRAY[${names.join(', ')}]) AS t, pg_partition_tree(t)
       UNION SELECT unnest(ARRAY[${names.join(', ')}]))`,
    { signal },
  )
  const [rows = 0, bytes = 0] = (row ?? []).map(Number)
  return { tableRows: rows > 0 ? rows : null, firstChunkRows: firstChunkRows(rows, bytes) }
}

/** Of tables of so many rows and bytes. */
export function firstChunkRows(rows: number, bytes: number): number {
  if (!(rows > 0)) return maxRows
  return Math.min(maxRows, Math.max(minRows, Math.floor(firstChunkBytes / Math.max(1, bytes / rows))))
}
