import type { CollationRef } from '../../catalog/catalog.ts'
import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import type { ScopeColumn } from './source-shape.ts'

/** The order of bytes, which every server has. */
export const bytes: CollationRef = {
  schema: 'pg_catalog',
  name: 'C',
}

/** Types of PostgreSQL's own that have a collation, and the one extension whose type a query can declare. */
const collatable = new Set(['text', 'varchar', 'bpchar', 'name', 'citext'])

/**
 * The collation of the related column, where the comparison has to name it; null where both sides agree or have none.
 */
export function collationOfPair(related: ScopeColumn, local: ScopeColumn): CollationRef | null {
  if (related.collation === undefined) return null
  if (local.collation === undefined) return hasCollation(local.type) ? related.collation : null
  return isSameCollation(related.collation, local.collation) ? null : related.collation
}

/** Columns of one name in several tables: do they differ in collation? */
export function mixesCollations(columns: readonly ScopeColumn[]): boolean {
  const [first] = columns
  return columns.some((column) => !isSameCollation(column.collation, first?.collation))
}

function isSameCollation(one: CollationRef | undefined, two: CollationRef | undefined): boolean {
  return one?.schema === two?.schema && one?.name === two?.name
}

function hasCollation(type: PgType): boolean {
  const base = underlyingType(type)
  if (base.kind === 'array') return hasCollation(base.element)
  return base.kind === 'base' && collatable.has(base.name)
}
