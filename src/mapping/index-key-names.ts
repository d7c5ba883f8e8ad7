import type { ResolvedIndex } from './resolved.ts'

/** Every attribute of an index key: an item is in the index only if it has them all. */
export function indexKeyNames(index: Pick<ResolvedIndex, 'partitionKey' | 'sortKey'>): readonly string[] {
  return [...index.partitionKey, ...index.sortKey]
}
