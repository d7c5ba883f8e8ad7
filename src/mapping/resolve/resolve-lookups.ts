import type { CatalogTable } from '../../catalog/catalog.ts'
import type { EntityDefinition } from '../schema/mapping-schema.ts'
import type { LookupDefinition } from '../schema/source-schema.ts'
import type { EntityScope, ScopeLookup } from './entity-scope.ts'
import { findTable, tableLabel } from './find-table.ts'
import { refuseRowSecurity } from './refuse-row-security.ts'
import { resolveJoin } from './resolve-join.ts'

/** Look-ups in order of declaration: each may use the columns of those before it. */
export function resolveLookups(
  definitions: EntityDefinition['lookups'],
  scope: Omit<EntityScope, 'lookups'>,
): ReadonlyMap<string, ScopeLookup | null> {
  const lookups = new Map<string, ScopeLookup | null>()
  for (const [name, definition] of Object.entries(definitions ?? {})) {
    lookups.set(name, resolveLookup(name, definition, { ...scope, lookups: new Map(lookups) }))
  }
  return lookups
}

function resolveLookup(name: string, definition: LookupDefinition, scope: EntityScope): ScopeLookup | null {
  const place = `${scope.place}.lookups.${name}`
  const table = findTable(scope.catalog, definition.table, place, scope.findings)
  if (table === null) return null
  refuseRowSecurity(table, place, scope.findings)
  const join = resolveJoin(table, definition.on, place, scope)
  if (join === null) return null
  const { on, index } = join
  const columns = new Set(on.map((pair) => pair.column))
  if (!isCoveredByKey(table, columns)) {
    const keys = [table.primaryKey, ...table.uniqueKeys.map((key) => key.columns)].filter((key) => key.length > 0)
    const known =
      keys.length === 0
        ? 'the table has no unique key'
        : `unique are: ${keys.map((key) => `(${key.join(', ')})`).join(', ')}`
    scope.findings.error(
      'MAPPING_LOOKUP_NOT_UNIQUE',
      place,
      `${tableLabel(table)} (${[...columns].join(', ')}); ${known}`,
    )
    return null
  }
  const serving = isCoveredByKey(table, new Set(index)) ? index : []
  return { resolved: { name, table: { schema: table.schema, name: table.name }, on, index: serving }, table }
}

/** NULLs in a unique key do no harm here: a join by `=` never finds them. */
function isCoveredByKey(table: CatalogTable, columns: ReadonlySet<string>): boolean {
  return [table.primaryKey, ...table.uniqueKeys.map((key) => key.columns)].some(
    (key) => key.length > 0 && key.every((name) => columns.has(name)),
  )
}
