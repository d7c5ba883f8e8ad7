import type { Item } from '../codec/value/attribute-value.ts'
import { attributeBytes } from '../codec/value/value-size.ts'
import type { ResolvedIndex, ResolvedTable } from '../mapping/resolved.ts'

/**
 * Size of an item in bytes by the service's rule, names included.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
  let total = 0
  for (const [name, value] of Object.entries(item)) total += Buffer.byteLength(name, 'utf8') + attributeBytes(value)
  return total
}

/** Write units to put the item into an empty place: the base table and every index that it lands in. */
export function itemWriteUnits(table: ResolvedTable, item: Item): number {
  const base = writeUnits(itemBytes(item))
  return table.indexes.reduce((sum, index) => sum + indexWriteUnits(table, index, item), base)
}

/** One unit for each started KiB. */
export function writeUnits(bytes: number): number {
  return Math.ceil(bytes / 1024)
}

function indexWriteUnits(table: ResolvedTable, index: ResolvedIndex, item: Item): number {
  if (!Object.hasOwn(item, index.partitionKey)) return 0
  if (index.sortKey !== null && !Object.hasOwn(item, index.sortKey)) return 0
  const projected = projectedNames(table, index)
  if (projected === 'all') return writeUnits(itemBytes(item))
  return writeUnits(itemBytes(Object.fromEntries(Object.entries(item).filter(([name]) => projected.has(name)))))
}

/** The attributes that an index stores: the keys of the table, its own, and those it includes. */
export function projectedNames(table: ResolvedTable, index: ResolvedIndex): 'all' | ReadonlySet<string> {
  if (index.projection === 'all') return 'all'
  const names = [table.partitionKey, table.sortKey, index.partitionKey, index.sortKey]
  if (index.projection !== 'keys') names.push(...index.projection.include)
  return new Set(names.filter((name) => name !== null))
}
