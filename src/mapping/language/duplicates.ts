import type { EntityDefinition } from '../schema/mapping-schema.ts'
import type { Order } from '../schema/where-schema.ts'

type Duplicates = NonNullable<EntityDefinition['duplicates']>

/** Of the rows that share an item key, the first by these columns becomes the item (default: by the primary key). */
export function keepFirst(options: { readonly by?: Order } = {}): Duplicates {
  return { kind: 'first', ...options }
}

/** Of the rows that share an item key, the last by these columns becomes the item. */
export function keepLast(options: { readonly by?: Order } = {}): Duplicates {
  return { kind: 'last', ...options }
}

/** Rows that share an item key end the run: for keys that the schema does not promise but the data must. */
export function failOnDuplicate(): Duplicates {
  return { kind: 'fail' }
}
