import type { Item } from '../codec/value/attribute-value.ts'
import { attributeBytes } from '../codec/value/attribute-bytes.ts'
import { indexKeyNames } from '../mapping/index-key-names.ts'
import { tableKeyNames } from '../mapping/table-key-names.ts'
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

/** One unit for each started KiB. */
export function writeUnits(bytes: number): number {
  return Math.ceil(bytes / 1024)
}

/** The attributes that an index stores: the keys of the table, its own, and those it includes. */
export function projectedNames(
  table: Pick<ResolvedTable, 'partitionKey' | 'sortKey'>,
  index: ResolvedIndex,
): 'all' | ReadonlySet<string> {
  if (index.projection === 'all') return 'all'
  const names = [...tableKeyNames(table), ...indexKeyNames(index)]
  if (index.projection !== 'keys') names.push(...index.projection.include)
  return new Set(names)
}
