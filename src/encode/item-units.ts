import type { Item } from '../codec/value/attribute-value.ts'
import { itemBytes, projectedNames, writeUnits } from './item-bytes.ts'
import { indexKeyNames } from '../mapping/index-key-names.ts'
import type { ResolvedIndex, ResolvedTable } from '../mapping/resolved.ts'

/** What it takes to put an item into an empty place. */
export interface ItemUnits {
  readonly bytes: number
  /** Write units of the table itself. */
  readonly table: number
  /** Write units by index, of those alone in which the item lands. */
  readonly indexes: ReadonlyMap<string, number>
}

/**
 * Write units of an item in the table and in each index.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemUnits(table: ResolvedTable, item: Item): ItemUnits {
  const bytes = itemBytes(item)
  const indexes = new Map<string, number>()
  for (const index of table.indexes) {
    if (indexKeyNames(index).every((name) => Object.hasOwn(item, name)))
      indexes.set(index.name, indexUnits(table, index, item, bytes))
  }
  return { bytes, table: writeUnits(bytes), indexes }
}

function indexUnits(table: ResolvedTable, index: ResolvedIndex, item: Item, bytes: number): number {
  const projected = projectedNames(table, index)
  if (projected === 'all') return writeUnits(bytes)
  return writeUnits(itemBytes(Object.fromEntries(Object.entries(item).filter(([name]) => projected.has(name)))))
}
