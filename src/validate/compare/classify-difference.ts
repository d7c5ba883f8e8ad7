import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedEntity, ResolvedTable } from '../../mapping/resolved.ts'
import { attributeOrigins } from './attribute-origin.ts'
import type { AttributeDifferenceRecord, DifferenceClass } from '../report/report-schema.ts'
import { own } from './differing-attributes.ts'

/**
 * What can honestly be said of an item that stands under its right key with another content. `stale` means that the
 * row's own columns are equal and only values copied or counted from other rows are not; which of them is older is not
 * knowable here.
 */
export function classifyDifference(
  table: ResolvedTable,
  entity: ResolvedEntity,
  attributes: readonly AttributeDifferenceRecord[],
  found: Item,
): { readonly class: DifferenceClass; readonly note: string | null } {
  const origins = attributeOrigins(table, entity)
  const half = halfKeys(table, found)
  const halfNote = half.length === 0 ? null : `only half of the key of ${half.join(' and ')}`
  if (attributes.every(({ name }) => origins.get(name) === 'index-key'))
    return { class: 'index-key', note: halfNote ?? 'only index keys differ' }
  if (attributes.every(({ name }) => origins.get(name) === 'other-rows')) {
    return { class: 'stale', note: "the row's own columns are equal; values copied or counted from other rows are not" }
  }
  if (attributes.some(({ name }) => name === table.entityType))
    return { class: 'different', note: 'the item carries another type' }
  return { class: 'different', note: halfNote }
}

/**
 * Indexes of which the item has one key attribute and not the other: it is invisible there, and nobody asked for that.
 */
function halfKeys(table: ResolvedTable, item: Item): string[] {
  return table.indexes
    .filter(
      ({ partitionKey, sortKey }) =>
        sortKey !== null && Object.hasOwn(item, partitionKey) !== Object.hasOwn(item, sortKey),
    )
    .map(({ name }) => name)
}
