import type { ChunkKey, ResolvedEntity, ResolvedSource } from '../../mapping/resolved.ts'
import { sourceRowsSql } from '../load/source-rows-sql.ts'
import type { KeyBound, KeyRange } from './chunk.ts'
import { chunkOrderSql, compareSql } from './range-sql.ts'

type CutRange = KeyRange & { readonly kind: 'range' }

/** For a session that seeks bounds by index: the index in its order, whatever the planner expects. */
export const seekByIndexSettings: readonly string[] = [
  'enable_seqscan',
  'enable_bitmapscan',
  'enable_sort',
  // Else an index that shares the key's first column is read through and sorted piece by piece.
  'enable_incremental_sort',
].map((name) => `SET LOCAL ${name} = off`)

/** Source rows of the range, counted apart from the query that loads them. */
export function countQuery(entity: ResolvedEntity, range: KeyRange): string {
  return `SELECT count(*) FROM (${sourceRowsSql({ ...entity, values: [] }, new Map(), range)}) AS r`
}

/** Of which EXPLAIN says how many rows the planner expects. */
export function rowsQuery(entity: ResolvedEntity, range: KeyRange): string {
  return `SELECT 1 FROM (${sourceRowsSql({ ...entity, values: [] }, new Map(), range)}) AS r`
}

/** The key of the row after the first `rows` of the range, and whether it is greater than the range's beginning. */
export function boundQuery(entity: ResolvedEntity, key: ChunkKey, range: CutRange, rows: number): string {
  const ordered = orderedKey(entity, key)
  const later = range.low === null ? 'true' : compareSql(ordered, '>', range.low, key)
  return `SELECT ${names(key)}, ${later} FROM (${keysSql(entity, key, range)}) AS r ORDER BY ${ordered.join(', ')} OFFSET ${rows} LIMIT 1`
}

/** The first key of the range that is greater than `low`. */
export function nextKeyQuery(entity: ResolvedEntity, key: ChunkKey, range: CutRange, low: KeyBound): string {
  const ordered = orderedKey(entity, key)
  return `SELECT ${names(key)} FROM (${keysSql(entity, key, range)}) AS r WHERE ${compareSql(ordered, '>', low, key)} ORDER BY ${ordered.join(', ')} LIMIT 1`
}

/** How many rows the range has, up to `rows`. */
export function restQuery(entity: ResolvedEntity, key: ChunkKey, range: CutRange, rows: number): string {
  return `SELECT count(*) FROM (SELECT 1 FROM (${keysSql(entity, key, range)}) AS r LIMIT ${rows}) AS c`
}

/**
 * The keys as `k0`, `k1` …. Those of a table without the mapping's conditions, so that the index alone gives them, and
 * a cut costs the same however few rows a condition keeps.
 */
function keysSql(entity: ResolvedEntity, key: ChunkKey, range: CutRange): string {
  const columns = new Map(key.columns.map(({ column }, at) => [column, `k${at}`]))
  return sourceRowsSql({ ...entity, source: withoutConditions(entity.source), values: [] }, columns, range, 'part')
}

function withoutConditions(source: ResolvedSource): ResolvedSource {
  if (source.kind === 'table') return { ...source, where: [] }
  if (source.kind === 'query') return source
  return { ...source, branches: source.branches.map((branch) => ({ ...branch, where: [] })) }
}

function orderedKey({ source }: ResolvedEntity, key: ChunkKey): readonly string[] {
  return key.columns.map((column, at) => chunkOrderSql(`k${at}`, column, source))
}

function names(key: ChunkKey): string {
  return key.columns.map((_, at) => `k${at}`).join(', ')
}
