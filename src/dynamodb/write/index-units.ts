import { writeUnits, itemBytes, projectedNames } from '../../encode/item-bytes.ts'
import { indexKeyNames } from '../../mapping/index-key-names.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import type { IndexUnits } from '../rate/index-blame.ts'
import { fromWireItem } from '../wire-item.ts'
import type { PendingItem } from './pending-write.ts'

/**
 * What an item costs in each index that it lands in. It is told from the item's JSON, which is slow (3 us an item), so it
 * is asked for only while an index is the limit, and once for each item.
 */
export function indexUnits(
  table: Pick<ResolvedTable, 'partitionKey' | 'sortKey' | 'indexes'>,
): (item: PendingItem) => IndexUnits {
  const indexes = table.indexes.map((index) => ({
    index,
    keys: indexKeyNames(index),
    projected: projectedNames(table, index),
  }))
  const known = new WeakMap<PendingItem, IndexUnits>()
  return (pending) => {
    const before = known.get(pending)
    if (before !== undefined) return before
    const units = new Map<string, number>()
    const item = fromWireItem(JSON.parse(pending.item.json.toString('utf8')))
    for (const { index, keys, projected } of indexes) {
      if (!keys.every((name) => Object.hasOwn(item, name))) continue
      const stored = Object.entries(item).filter(([name]) => projected === 'all' || projected.has(name))
      units.set(index.name, projected === 'all' ? pending.units : writeUnits(itemBytes(Object.fromEntries(stored))))
    }
    known.set(pending, units)
    return units
  }
}
