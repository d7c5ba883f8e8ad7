import type { Catalog, TableRef } from '../../catalog/catalog.ts'
import type { HasIndex } from './has-index.ts'

/** A whole btree index that begins with one of the columns narrows the search enough for a correlated subquery. */
export function hasIndexIn(catalog: Catalog): HasIndex {
  const leading = new Map(
    catalog.tables.map((table) => [
      nameOf(table),
      new Set(
        table.indexes
          .filter(({ partial }) => !partial)
          .flatMap(({ columns }) => columns.slice(0, 1))
          .concat(table.primaryKey.slice(0, 1)),
      ),
    ]),
  )
  return (table, columns) => columns.some((column) => leading.get(nameOf(table))?.has(column) === true)
}

function nameOf({ schema, name }: TableRef): string {
  return JSON.stringify([schema, name])
}
