import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import type { ChunkKey, ResolvedEntity } from '../../mapping/resolved.ts'
import type { KeyRange } from './chunk.ts'
import { typedLiteral } from '../typed-literal.ts'

const collatable = new Set(['text', 'varchar', 'bpchar', 'name', 'citext'])

/** Does the order of this type hang on a collation? Anything that is not known to be free of one counts as such. */
export function isCollatable(type: PgType): boolean {
  const base = underlyingType(type)
  return base.kind === 'base' ? collatable.has(base.name) || base.oid >= 16_384 : base.kind !== 'enum'
}

/**
 * The chunk column as it is ordered, in planning and in reading alike. A table's column keeps its collation, and so its
 * index. The branches of a union may differ in collation, and a query's column may have none: bytes decide there.
 */
export function chunkOrderSql(column: string, entity: Pick<ResolvedEntity, 'source'>, key: ChunkKey): string {
  const base = underlyingType(key.type)
  return entity.source.kind !== 'table' && base.kind === 'base' && collatable.has(base.name)
    ? `${column} COLLATE "C"`
    : column
}

/** Conditions that keep the rows of the range; none when it is open at both ends and nothing can be NULL. */
export function rangeSql(ordered: string, range: KeyRange, key: ChunkKey): readonly string[] {
  if (range.kind === 'all') return []
  if (range.kind === 'nulls') return [`${ordered} IS NULL`]
  const low = range.low === null ? [] : [`${ordered} >= ${typedLiteral(range.low, key.type)}`]
  const high = range.high === null ? [] : [`${ordered} < ${typedLiteral(range.high, key.type)}`]
  const bounds = [...low, ...high]
  return bounds.length === 0 && key.nullable ? [`${ordered} IS NOT NULL`] : bounds
}
