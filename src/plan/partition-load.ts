import { HeavyKeys } from '../design/check/heavy-keys.ts'
import type { Item } from '../codec/value/attribute-value.ts'
import type { ResolvedTable } from '../mapping/resolved.ts'
import { canonicalItem } from '../validate/digest/canonical-item.ts'
import { DistinctKeys } from './distinct-keys.ts'
import type { ItemUnits } from '../encode/item-units.ts'

/** How the writes spread over the partition keys of the table or of one index. */
export interface PartitionLoad {
  /** Null: the table itself. */
  readonly index: string | null
  readonly keyNames: readonly string[]
  readonly heavy: HeavyKeys
  readonly distinct: DistinctKeys
  items: number
  units: number
}

export function partitionLoads(table: ResolvedTable): readonly PartitionLoad[] {
  const load = (index: string | null, keyNames: readonly string[]): PartitionLoad => ({
    index,
    keyNames,
    heavy: new HeavyKeys(),
    distinct: new DistinctKeys(),
    items: 0,
    units: 0,
  })
  return [load(null, [table.partitionKey]), ...table.indexes.map(({ name, partitionKey }) => load(name, partitionKey))]
}

/** `weight`: how many items of the source this one stands for. */
export function addToPartitions(
  loads: readonly PartitionLoad[],
  entity: string,
  item: Item,
  units: ItemUnits,
  weight: number,
): void {
  for (const load of loads) {
    const own = load.index === null ? units.table : units.indexes.get(load.index)
    if (own === undefined) continue
    const key = canonicalItem(item, load.keyNames)
    load.items += weight
    load.units += own * weight
    load.heavy.add(key, entity, own * weight)
    load.distinct.add(key)
  }
}
