import type { CatalogTable } from '../../catalog/catalog.ts'
import type { TableDefinition } from '../../mapping/schema/mapping-schema.ts'

/** Names of the key attributes that no column has, so that no column must be renamed. */
export interface KeyNames {
  readonly partitionKey: string
  readonly sortKey: string
  readonly entityType: string
  /** `gsi1-index` and its two attributes, for 1, 2 … */
  readonly index: (number: number) => { readonly name: string; readonly partitionKey: string; readonly sortKey: string }
}

export function chooseKeyNames(tables: readonly CatalogTable[]): KeyNames {
  const columns = new Set(tables.flatMap((table) => table.columns.map((column) => column.name)))
  const free = (...wanted: readonly string[]): string => {
    const found = wanted.find((name) => !columns.has(name))
    if (found !== undefined) return found
    let name = `_${wanted[0] ?? ''}`
    while (columns.has(name)) name = `_${name}`
    return name
  }
  return {
    partitionKey: free('pk', 'item_pk', '_pk'),
    sortKey: free('sk', 'item_sk', '_sk'),
    entityType: free('type', 'entity_type', 'item_type', '_type'),
    index: (number) => ({
      name: `gsi${number}-index`,
      partitionKey: free(`gsi${number}_pk`, `_gsi${number}_pk`),
      sortKey: free(`gsi${number}_sk`, `_gsi${number}_sk`),
    }),
  }
}

/** The table that holds the entities: its keys and as many indexes as they fill. */
export function tableDefinition(names: KeyNames, indexes: number): TableDefinition {
  const { partitionKey, sortKey, entityType } = names
  const entries = Array.from({ length: indexes }, (_, place) => {
    const { name, ...keys } = names.index(place + 1)
    return [name, keys] as const
  })
  return {
    partitionKey,
    sortKey,
    entityType,
    ...(entries.length === 0 ? {} : { indexes: Object.fromEntries(entries) }),
  }
}

/** Every attribute name that an item's own attributes may not have. */
export function reservedNames(names: KeyNames, indexes: number): ReadonlySet<string> {
  const ofIndexes = Array.from({ length: indexes }, (_, place) => names.index(place + 1)).flatMap((index) => [
    index.partitionKey,
    index.sortKey,
  ])
  return new Set([names.partitionKey, names.sortKey, names.entityType, ...ofIndexes])
}
