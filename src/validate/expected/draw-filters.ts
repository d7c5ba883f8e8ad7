import { createHash } from 'node:crypto'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { columnOf } from './reference-predicate.ts'
import { sourceRowsSql } from './reference-rows.ts'
import { type RowFilter, combinationFilter } from './combination-filter.ts'

/** The columns that name one item of an entity: its identity, or the source key. */
export function drawColumns(entity: ResolvedEntity): string[] {
  if (entity.identity.kind === 'grouped') return [...entity.identity.columns]
  return entity.sourceKey.flatMap(({ value }) => {
    const source = entity.values[value]
    return source?.kind === 'column' ? [source.column] : []
  })
}

/** How many can be drawn: rows, or groups of rows, with a whole key. */
export async function countDrawable(
  client: SourceClient,
  entity: ResolvedEntity,
  signal: AbortSignal,
): Promise<number> {
  const keys = drawColumns(entity).map((column) => columnOf('r', column))
  const rows = `(${sourceRowsSql(entity)}) r WHERE ${whole(keys)}`
  const sql =
    entity.identity.kind === 'grouped'
      ? `SELECT count(*) FROM (SELECT 1 FROM ${rows} GROUP BY ${keys.join(', ')}) q`
      : `SELECT count(*) FROM ${rows}`
  const [count] = (await client.rows(sql, { signal }))[0] ?? []
  return Number(count ?? '0')
}

/**
 * Draws `draws` of `size` at random: the same ones for the same seed and data. Every row gets a number from a seeded
 * hash of its key, and the lowest numbers win. A threshold leaves a little more than `draws` rows to be ordered, so the
 * table is read once and never sorted.
 */
export async function drawFilters(
  client: SourceClient,
  entity: ResolvedEntity,
  draws: number,
  size: number,
  seed: string,
  signal: AbortSignal,
): Promise<RowFilter[]> {
  const columns = drawColumns(entity)
  if (draws === 0 || columns.length === 0) return []
  const keys = columns.map((column) => columnOf('r', column))
  const number =
    `(hashtextextended(concat_ws(chr(31), ${keys.map((key) => `${key}::text`).join(', ')}), ` +
    `${seedNumber(seed, entity.name)}) & 9223372036854775807)`
  const source = `(${sourceRowsSql(entity)}) r`
  const grouping = entity.identity.kind === 'grouped' ? ` GROUP BY ${keys.join(', ')}` : ''
  const select = (below: bigint | null): string =>
    `SELECT ${keys.join(', ')} FROM ${source} WHERE ` +
    `${whole(keys)}${below === null ? '' : ` AND ${number} < ${below}`}${grouping} ORDER BY ${number}, ` +
    `${keys.join(', ')} LIMIT ${draws}`
  const share = (draws + 6 * Math.sqrt(draws) + 20) / Math.max(1, size)
  const below = share >= 1 ? null : BigInt(Math.ceil(share * 2 ** 53)) * 2n ** 10n
  let rows = await client.rows(select(below), { signal })
  // Six standard deviations are left for chance; should they not do, the whole table is ordered after all.
  if (rows.length < Math.min(draws, size) && below !== null) rows = await client.rows(select(null), { signal })
  const combinations = rows.map((row) => row.map((text) => text ?? ''))
  return Array.from({ length: Math.ceil(combinations.length / 200) }, (_, at) =>
    combinationFilter(columns, combinations.slice(at * 200, (at + 1) * 200)),
  )
}

function whole(keys: readonly string[]): string {
  return keys.length === 0 ? 'true' : keys.map((key) => `${key} IS NOT NULL`).join(' AND ')
}

/** A signed 64-bit number of the seed and the entity, so that two entities with the same ids are drawn apart. */
function seedNumber(seed: string, entity: string): string {
  return String(createHash('sha256').update(`${seed}\n${entity}`).digest().readBigInt64BE(0))
}
