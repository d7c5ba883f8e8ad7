import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import type { ChunkColumn, ChunkKey, ResolvedSource } from '../../mapping/resolved.ts'
import type { KeyBound, KeyRange } from './chunk.ts'
import { typedLiteral } from '../typed-literal.ts'

const collatable = new Set(['text', 'varchar', 'bpchar', 'name', 'citext'])

/** Does the order of this type hang on a collation? Anything that is not known to be free of one counts as such. */
export function isCollatable(type: PgType): boolean {
  const base = underlyingType(type)
  return base.kind === 'base' ? collatable.has(base.name) || base.oid >= 16_384 : base.kind !== 'enum'
}

/**
 * A column of the chunk key as it is ordered, in cutting and in reading alike. A column keeps its collation, and so its
 * index, unless the branches of a union differ in it, or a query gives it, whose columns may have none: there bytes
 * decide.
 */
export function chunkOrderSql(sql: string, { column, type }: ChunkColumn, source: ResolvedSource): string {
  const base = underlyingType(type)
  if (base.kind !== 'base' || !collatable.has(base.name)) return sql
  return keepsCollation(column, source) ? sql : `${sql} COLLATE "C"`
}

/** Is the column ordered by its own collation? */
export function keepsCollation(column: string, source: ResolvedSource): boolean {
  return source.kind === 'table' || (source.kind === 'union' && source.bytewise?.includes(column) !== true)
}

/**
 * Conditions that keep the rows of the range; `ordered` are the columns of the key as they are ordered. None when it is
 * open at both ends and nothing can be NULL.
 */
export function rangeSql(ordered: readonly string[], range: KeyRange, key: ChunkKey): readonly string[] {
  if (range.kind === 'all') return []
  if (range.kind === 'nulls') return ordered.map((column) => `${column} IS NULL`)
  const low = range.low === null ? [] : [compareSql(ordered, '>=', range.low, key)]
  const high = range.high === null ? [] : [compareSql(ordered, '<', range.high, key)]
  const bounds = [...low, ...high]
  return bounds.length === 0 && key.nullable ? ordered.map((column) => `${column} IS NOT NULL`) : bounds
}

/** Several columns are compared as a row, which an index over them serves like one column. */
export function compareSql(
  ordered: readonly string[],
  operator: '>=' | '>' | '<',
  bound: KeyBound,
  key: ChunkKey,
): string {
  const values = key.columns.map(({ type }, at) => typedLiteral(bound[at] ?? '', type))
  return `${rowSql(ordered)} ${operator} ${rowSql(values)}`
}

function rowSql(list: readonly string[]): string {
  return list.length === 1 ? list.join('') : `(${list.join(', ')})`
}
