import type { ResolvedTable } from './resolved.ts'
import type { KeyType } from './schema/table-schema.ts'

/**
 * The type of a key attribute, null for any other attribute. DynamoDB defines it once for the table and all its
 * indexes, and refuses an item that has the attribute with another type.
 */
export function keyTypeOf(table: Pick<ResolvedTable, 'keyTypes'>, name: string): KeyType | null {
  return Object.hasOwn(table.keyTypes, name) ? (table.keyTypes[name] ?? null) : null
}
