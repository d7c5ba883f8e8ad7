import type { Mapping } from './define-mapping.ts'
import type { ResolvedTable } from './resolved.ts'
import { attributesOfKey, typesByName, type IndexKeyDefinition, type KeyAttribute } from './schema/table-schema.ts'

/** The table that a mapping writes to; no catalog is needed for it. */
export function resolveTable(mapping: Mapping): ResolvedTable {
  const { table } = mapping.definition
  const partitionKey = keyName(table.partitionKey)
  const sortKey = table.sortKey === undefined ? null : keyName(table.sortKey)
  const indexes = Object.entries(table.indexes ?? {}).map(([name, index]) => ({
    name,
    partitionKey: namesOf(index.partitionKey),
    sortKey: namesOf(index.sortKey),
    projection: index.projection ?? 'all',
  }))
  const keys = new Set([partitionKey, ...(sortKey === null ? [] : [sortKey])])
  for (const index of indexes) for (const name of [...index.partitionKey, ...index.sortKey]) keys.add(name)
  const types = typesByName(table)
  return {
    partitionKey,
    sortKey,
    keyTypes: Object.fromEntries([...keys].map((name) => [name, [...(types.get(name) ?? [])][0] ?? 'S'])),
    entityType: table.entityType,
    indexes,
  }
}

function keyName(key: KeyAttribute): string {
  return typeof key === 'string' ? key : key.name
}

function namesOf(key: IndexKeyDefinition | undefined): readonly string[] {
  return attributesOfKey(key).map(({ name }) => name)
}
