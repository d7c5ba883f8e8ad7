import type { CatalogTable } from '../../catalog/catalog.ts'
import { uniqueKeysOf } from '../../mapping/resolve/source-shape.ts'

/**
 * The columns that tell the rows of a table apart: the primary key, else the shortest unique key whose columns are
 * never NULL.
 */
export function ownKey(table: CatalogTable): readonly string[] | null {
  if (table.primaryKey.length > 0) return table.primaryKey
  const [shortest] = uniqueKeysOf(table).toSorted((left, right) => left.length - right.length)
  return shortest ?? null
}
