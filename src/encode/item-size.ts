import type { AttributeValue, Item } from '../codec/attribute-value.ts'
import type { ResolvedIndex, ResolvedTable } from '../mapping/resolved.ts'

/**
 * Size of an item in bytes by the service's rule, names included.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
  let total = 0
  for (const [name, value] of Object.entries(item)) total += utf8(name) + valueBytes(value)
  return total
}

/** Size of one attribute value without its name. */
export function valueBytes(value: AttributeValue): number {
  if ('S' in value) return utf8(value.S)
  if ('N' in value) return numberBytes(value.N)
  if ('B' in value) return value.B.length
  if ('BOOL' in value || 'NULL' in value) return 1
  if ('L' in value) return value.L.reduce((sum, element) => sum + 1 + valueBytes(element), 3)
  if ('M' in value) return Object.entries(value.M).reduce((sum, [name, element]) => sum + 1 + utf8(name) + valueBytes(element), 3)
  if ('SS' in value) return value.SS.reduce((sum, member) => sum + utf8(member), 0)
  if ('NS' in value) return value.NS.reduce((sum, member) => sum + numberBytes(member), 0)
  return value.BS.reduce((sum, member) => sum + member.length, 0)
}

/** One byte for each two significant digits, one for the exponent, one for a minus sign. */
export function numberBytes(text: string): number {
  const negative = text.startsWith('-')
  const mantissa = text.replace(/^[-+]/, '').replace(/[eE].*$/, '')
  const digits = mantissa.replace('.', '').replace(/^0+/, '').replace(/0+$/, '')
  return Math.ceil(digits.length / 2) + 1 + (negative ? 1 : 0)
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

function utf8(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}
