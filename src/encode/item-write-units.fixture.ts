import type { Item } from '../codec/value/attribute-value.ts'
import type { ResolvedIndex, ResolvedTable } from '../mapping/resolved.ts'
import { itemBytes, projectedNames, writeUnits } from './item-bytes.ts'

/** The obvious derivation, which the encoder is held to: write units to put the item into an empty place: the base table and every index that it lands in. */
export function itemWriteUnits(table: ResolvedTable, item: Item): number {
  const base = writeUnits(itemBytes(item))
  return table.indexes.reduce((sum, index) => sum + indexWriteUnits(table, index, item), base)
}

function indexWriteUnits(table: ResolvedTable, index: ResolvedIndex, item: Item): number {
  if (!Object.hasOwn(item, index.partitionKey)) return 0
  if (index.sortKey !== null && !Object.hasOwn(item, index.sortKey)) return 0
  const projected = projectedNames(table, index)
  if (projected === 'all') return writeUnits(itemBytes(item))
  return writeUnits(itemBytes(Object.fromEntries(Object.entries(item).filter(([name]) => projected.has(name)))))
}
