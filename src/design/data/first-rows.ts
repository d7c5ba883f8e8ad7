import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import type { HasIndex } from '../../validate/expected/has-index-in.ts'
import { combinationFilter } from '../../validate/expected/combination-filter.ts'
import { columnOf } from '../../validate/expected/reference-predicate.ts'
import { sourceRowsSql } from '../../validate/expected/reference-rows.ts'
import { drawColumns } from '../../validate/expected/draw-filters.ts'
import { readSourceRows, type SourceRow } from './read-source-rows.ts'

/**
 * The first rows of an entity in the order of their key: the same ones every time, and found by an index where there is
 * one.
 */
export async function firstRows(
  client: SourceClient,
  entity: ResolvedEntity,
  { hasIndex, rows }: { readonly hasIndex: HasIndex; readonly rows: number },
  signal: AbortSignal,
): Promise<readonly SourceRow[]> {
  const columns = drawColumns(entity)
  const found: SourceRow[] = []
  const keys = columns.map((column) => columnOf('r', column))
  const whole = keys.map((key) => `${key} IS NOT NULL`).join(' AND ')
  const distinct = entity.identity.kind === 'grouped' ? 'DISTINCT ' : ''
  const sql =
    `SELECT ${distinct}${keys.join(', ')} FROM (${sourceRowsSql(entity)}) r WHERE ${whole} ORDER BY ` +
    `${keys.join(', ')} LIMIT ${rows}`
  const wanted =
    keys.length === 0 ? null : (await client.rows(sql, { signal })).map((row) => row.map((text) => text ?? ''))
  if (wanted?.length === 0) return []
  const filter = wanted === null ? undefined : combinationFilter(columns, wanted)
  for await (const batch of readSourceRows(client, entity, { hasIndex, filter }, signal)) {
    found.push(...batch)
    if (found.length >= rows) break
  }
  return found.slice(0, rows)
}
