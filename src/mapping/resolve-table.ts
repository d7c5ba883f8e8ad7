import type { Mapping } from './define-mapping.ts'
import type { ResolvedTable } from './resolved.ts'

/** The table that a mapping writes to; no catalog is needed for it. */
export function resolveTable(mapping: Mapping): ResolvedTable {
  const { table } = mapping.definition
  return {
    partitionKey: table.partitionKey,
    sortKey: table.sortKey ?? null,
    entityType: table.entityType,
    indexes: Object.entries(table.indexes ?? {}).map(([name, index]) => ({
      name,
      partitionKey: index.partitionKey,
      sortKey: index.sortKey ?? null,
      projection: index.projection ?? 'all',
    })),
  }
}
