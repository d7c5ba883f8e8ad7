import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedIndex, ResolvedTable } from '../../mapping/resolved.ts'

/** Does an item of the table appear in the index? Only with every attribute of the index key: an index is sparse. */
export function landsInIndex(index: ResolvedIndex, item: Item): boolean {
  return Object.hasOwn(item, index.partitionKey) && (index.sortKey === null || Object.hasOwn(item, index.sortKey))
}

/** The attributes that an index carries, in order; undefined: all of them. */
export function carriedNames(table: ResolvedTable, index: ResolvedIndex): readonly string[] | undefined {
  if (index.projection === 'all') return undefined
  const names = new Set([table.partitionKey, index.partitionKey])
  for (const name of [table.sortKey, index.sortKey]) if (name !== null) names.add(name)
  if (index.projection !== 'keys') for (const name of index.projection.include) names.add(name)
  return [...names].sort()
}
