import type { ResolvedIndex, ResolvedTable } from './resolved.ts'
import type { KeyType } from './schema/table-schema.ts'

/** Every attribute of an index key: an item is in the index only if it has them all. */
export function indexKeyNames(index: Pick<ResolvedIndex, 'partitionKey' | 'sortKey'>): readonly string[] {
  return [...index.partitionKey, ...index.sortKey]
}

/** The one or two attributes of the table's own key. */
export function tableKeyNames(table: Pick<ResolvedTable, 'partitionKey' | 'sortKey'>): readonly string[] {
  return table.sortKey === null ? [table.partitionKey] : [table.partitionKey, table.sortKey]
}

/**
 * The type of a key attribute, null for any other attribute. DynamoDB defines it once for the table and all its
 * indexes, and refuses an item that has the attribute with another type.
 */
export function keyTypeOf(table: Pick<ResolvedTable, 'keyTypes'>, name: string): KeyType | null {
  return Object.hasOwn(table.keyTypes, name) ? (table.keyTypes[name] ?? null) : null
}
