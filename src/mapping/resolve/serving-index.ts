import type { CatalogTable } from '../../catalog/catalog.ts'
import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import { indexesOf } from './source-shape.ts'
import { isSameType } from './type-traits.ts'

/** A column of a table that is compared with a value by `=`. */
export interface ComparedColumn {
  readonly column: string
  readonly type: PgType
  /** Of the value on the other side. */
  readonly valueType: PgType
}

/**
 * The columns, in index order, by which a btree index finds the rows that equal given values: the longest beginning of
 * a whole index that consists of compared columns. Empty: no index helps.
 */
export function servingIndex(table: CatalogTable, compared: readonly ComparedColumn[]): readonly string[] {
  const serving = new Set(compared.filter(isServed).map(({ column }) => column))
  let best: readonly string[] = []
  for (const columns of indexesOf(table)) {
    const end = columns.findIndex((name) => !serving.has(name))
    const beginning = end === -1 ? columns : columns.slice(0, end)
    if (beginning.length > best.length) best = beginning
  }
  return best
}

/**
 * Types among which PostgreSQL compares without a cast of the column: cross-type members of one btree operator family
 * (integer_ops, float_ops, datetime_ops), or the same representation (text and varchar).
 * https://www.postgresql.org/docs/current/btree.html
 */
const families: readonly ReadonlySet<string>[] = [
  new Set(['int2', 'int4', 'int8']),
  new Set(['float4', 'float8']),
  new Set(['date', 'timestamp', 'timestamptz']),
  new Set(['text', 'varchar']),
]

/** Types to which the value is cast, and not the column. */
const wider: ReadonlyMap<string, ReadonlySet<string>> = new Map([['numeric', new Set(['int2', 'int4', 'int8'])]])

/** False where PostgreSQL casts the column before it compares: an index over the column then does not serve. */
function isServed({ type, valueType }: ComparedColumn): boolean {
  const column = underlyingType(type)
  const value = underlyingType(valueType)
  if (isSameType(column, value)) return true
  return (
    families.some((family) => family.has(column.name) && family.has(value.name)) ||
    wider.get(column.name)?.has(value.name) === true
  )
}
