import type { Catalog, CatalogTable } from '../../catalog/catalog.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { didYouMean } from '../../mapping/did-you-mean.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'

/** null: all of them. Tables are named `orders`, or `sales.orders` where the schema matters. */
export interface TableSelection {
  readonly schemas: readonly string[] | null
  readonly tables: readonly string[] | null
}

/**
 * The tables that a command is about, in the order of the catalog. Throws DESIGN_UNKNOWN_SCHEMA, DESIGN_UNKNOWN_TABLE.
 */
export function selectTables(catalog: Catalog, { schemas, tables }: TableSelection): readonly CatalogTable[] {
  const known = new Set(catalog.tables.map((table) => table.schema))
  for (const schema of schemas ?? []) {
    if (!known.has(schema))
      throw new PgfoldError('DESIGN_UNKNOWN_SCHEMA', { detail: `"${schema}"${didYouMean(schema, known)}` })
  }
  const inSchemas = catalog.tables.filter((table) => schemas === null || schemas.includes(table.schema))
  for (const name of tables ?? []) {
    if (!inSchemas.some((table) => isNamed(table, name))) {
      throw new PgfoldError('DESIGN_UNKNOWN_TABLE', {
        detail: `"${name}"${didYouMean(name, inSchemas.map(tableLabel))}`,
      })
    }
  }
  return tables === null ? inSchemas : inSchemas.filter((table) => tables.some((name) => isNamed(table, name)))
}

function isNamed(table: CatalogTable, name: string): boolean {
  return table.name === name || `${table.schema}.${table.name}` === name
}
