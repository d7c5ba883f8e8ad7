import type { ChunkKey, ResolvedEntity } from '../../mapping/resolved.ts'
import type { KeyRange } from './chunk.ts'
import { chunkOrderSql } from './range-sql.ts'
import { sourceRowsSql } from '../load/source-rows-sql.ts'

export function countQuery(entity: ResolvedEntity, range: KeyRange): string {
  return `SELECT count(*) FROM (${sourceRowsSql({ ...entity, values: [] }, new Map(), range)}) AS r`
}

/**
 * The first value of every chunk of a range, in one pass over the chunk column, which an index gives in order: nothing
 * is sorted, and only the starts travel.
 *
 * Rows are counted per distinct value (`many`) and before it (`before`). A value starts a chunk when `before` enters
 * the next multiple of the chunk size, when it is hot itself (as many rows as a chunk or more), or when the one before
 * it was hot. NULLs, last in order, start their own.
 *
 * Columns: value, rows before it, does it start a chunk, rows up to its end. The last value is always given; where
 * values are unique, no value has to be grouped, and instead of the last value's every row carries the end (a million
 * keys: 0.26 s, 1.04 by groups).
 */
export function boundariesQuery(entity: ResolvedEntity, key: ChunkKey, range: KeyRange, rowsPerChunk: number): string {
  const rows = sourceRowsSql({ ...entity, values: [] }, new Map([[key.column, 'k']]), range)
  const ordered = chunkOrderSql('k', entity, key)
  const size = Math.max(1, Math.floor(rowsPerChunk))
  if (key.unique) {
    return `SELECT v, before, true, (SELECT count(*) FROM (${rows}) AS r)
FROM (SELECT ${ordered} AS v, row_number() OVER (ORDER BY ${ordered}) - 1 AS before FROM (${rows}) AS r) AS numbered
WHERE before % ${size} = 0
ORDER BY v`
  }
  return `SELECT v, before, starts, before + many FROM (
  SELECT v, before, many,
    v IS NULL OR lag(many) OVER o IS NULL OR many >= ${size} OR lag(many) OVER o >= ${size} OR before / ${size} <> lag(before) OVER o / ${size} AS starts,
    lead(many) OVER o IS NULL AS ends
  FROM (
    SELECT v, many, (sum(many) OVER (ORDER BY v ROWS UNBOUNDED PRECEDING))::int8 - many AS before
    FROM (SELECT ${ordered} AS v, count(*) AS many FROM (${rows}) AS r GROUP BY 1) AS counted
  ) AS summed
  WINDOW o AS (ORDER BY v)
) AS marked
WHERE starts OR ends
ORDER BY v`
}
