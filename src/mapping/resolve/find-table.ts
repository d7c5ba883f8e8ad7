import type { Catalog, CatalogTable } from '../../catalog/catalog.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { FindingList } from '../finding-list.ts'
import type { TableName } from '../schema/source-schema.ts'

/** `users`, `app.users`: the schema is left out where it is PostgreSQL's default. */
export function tableLabel(table: { readonly schema: string; readonly name: string }): string {
  return table.schema === 'public' ? table.name : `${table.schema}.${table.name}`
}

/**
 * A table by name. Without a schema: the only table of that name, or the one in "public". Reports what is wrong and
 * gives null.
 */
export function findTable(
  catalog: Catalog,
  wanted: TableName,
  place: string,
  findings: FindingList,
): CatalogTable | null {
  const { schema, name } = splitName(wanted)
  const named = catalog.tables.filter((table) => table.name === name && (schema === null || table.schema === schema))
  const found = named.length === 1 ? named[0] : named.find((table) => table.schema === 'public')
  if (found !== undefined) return found
  if (named.length > 1) {
    findings.error('MAPPING_AMBIGUOUS_TABLE', place, `"${name}" is in ${named.map((table) => table.schema).join(', ')}`)
  } else {
    const label = schema === null ? name : `${schema}.${name}`
    findings.error('MAPPING_UNKNOWN_TABLE', place, `"${label}"${didYouMean(label, catalog.tables.map(tableLabel))}`)
  }
  return null
}

function splitName(wanted: TableName): { readonly schema: string | null; readonly name: string } {
  if (typeof wanted !== 'string') return { schema: wanted.schema ?? null, name: wanted.name }
  const dot = wanted.indexOf('.')
  return dot < 0 ? { schema: null, name: wanted } : { schema: wanted.slice(0, dot), name: wanted.slice(dot + 1) }
}
