import type { Item } from '../codec/value/attribute-value.ts'
import { indexKeyNames } from '../mapping/index-key-names.ts'
import type { ResolvedIndex, ResolvedTable } from '../mapping/resolved.ts'
import { itemBytes, projectedNames, writeUnits } from './item-bytes.ts'

/**
 * Write units to put the item into an empty place: the base table and every index that it lands in. The obvious
 * derivation, to which the encoder is held.
 */
export function itemWriteUnits(table: ResolvedTable, item: Item): number {
  const base = writeUnits(itemBytes(item))
  return table.indexes.reduce((sum, index) => sum + indexWriteUnits(table, index, item), base)
}

function indexWriteUnits(table: ResolvedTable, index: ResolvedIndex, item: Item): number {
  if (!indexKeyNames(index).every((name) => Object.hasOwn(item, name))) return 0
  const projected = projectedNames(table, index)
  if (projected === 'all') return writeUnits(itemBytes(item))
  return writeUnits(itemBytes(Object.fromEntries(Object.entries(item).filter(([name]) => projected.has(name)))))
}
