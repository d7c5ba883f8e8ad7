import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedEntity, ResolvedTable } from '../../mapping/resolved.ts'
import { attributeOrigins } from './attribute-origin.ts'
import type { AttributeDifferenceRecord, DifferenceClass } from '../report/report-schema.ts'

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
  const incomplete = incompleteKeys(entity, found)
  const keyNote = incomplete.length === 0 ? null : `only a part of the key of ${incomplete.join(' and ')}`
  if (attributes.every(({ name }) => origins.get(name) === 'index-key'))
    return { class: 'index-key', note: keyNote ?? 'only index keys differ' }
  if (attributes.every(({ name }) => origins.get(name) === 'other-rows')) {
    return { class: 'stale', note: "the row's own columns are equal; values copied or counted from other rows are not" }
  }
  if (attributes.some(({ name }) => name === table.entityType))
    return { class: 'different', note: 'the item carries another type' }
  return { class: 'different', note: keyNote }
}

/**
 * Indexes of which the item has some of the attributes that the load writes together or not at all: it is invisible
 * there, and nobody asked for that.
 */
function incompleteKeys(entity: ResolvedEntity, item: Item): string[] {
  return entity.indexKeys
    .filter(({ attributes }) => {
      const present = attributes.filter(({ name }) => Object.hasOwn(item, name)).length
      return present > 0 && present < attributes.length
    })
    .map(({ index }) => index)
}
