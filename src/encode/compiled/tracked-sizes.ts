import type { ResolvedEntity, ResolvedTable } from '../../mapping/resolved.ts'
import { indexKeyNames } from '../../mapping/index-key-names.ts'
import { projectedNames, writeUnits } from '../item-bytes.ts'

/**
 * Sizes (name and value) of those attributes of the open item that decide its write units: keys of indexes, and what an
 * index with a partial projection stores. 0: not in the item. Most attributes are in no such set and are not tracked.
 */
export interface TrackedSizes {
  readonly bytes: Int32Array
  /** -1 when nobody asks for the attribute. */
  slotOf(name: string): number
}

interface IndexUnits {
  readonly name: string
  /** All must be in the item for it to land in the index. */
  readonly keys: readonly number[]
  /** Null: the index stores the whole item. */
  readonly projected: readonly number[] | null
}

/**
 * Write units of the open item, from its whole size and the tracked ones. Calls `onSkipped` for each index that the
 * entity has all attributes for and this item has not.
 */
export type UnitsOf = (itemBytes: number) => number

export function trackSizes(
  table: ResolvedTable,
  entity: ResolvedEntity,
  onSkipped: (index: string) => void,
): { readonly sizes: TrackedSizes; readonly unitsOf: UnitsOf } {
  const given = givenNames(table, entity)
  const slots = new Map<string, number>()
  const track = (name: string): number => {
    const slot = slots.get(name) ?? slots.size
    slots.set(name, slot)
    return slot
  }
  const indexes: IndexUnits[] = []
  for (const index of table.indexes) {
    const keys = indexKeyNames(index)
    if (!keys.every((name) => given.has(name))) continue
    const projected = projectedNames(table, index)
    indexes.push({
      name: index.name,
      keys: keys.map(track),
      projected: projected === 'all' ? null : [...projected].filter((name) => given.has(name)).map(track),
    })
  }
  const bytes = new Int32Array(slots.size)
  return {
    sizes: { bytes, slotOf: (name) => slots.get(name) ?? -1 },
    unitsOf: (itemBytes) => {
      const whole = writeUnits(itemBytes)
      let units = whole
      for (let at = 0; at < indexes.length; at += 1) {
        const index = indexes[at] as IndexUnits
        if (landsIn(index, bytes)) units += index.projected === null ? whole : writeUnits(sum(index.projected, bytes))
        else onSkipped(index.name)
      }
      return units
    },
  }
}

export function recordSize(sizes: TrackedSizes, slot: number, bytes: number): void {
  sizes.bytes[slot] = bytes
}

/** Every attribute that an item of the entity can have. */
function givenNames(table: ResolvedTable, entity: ResolvedEntity): ReadonlySet<string> {
  const names = [table.partitionKey, table.entityType]
  if (table.sortKey !== null && entity.sortKey !== null) names.push(table.sortKey)
  for (const indexKey of entity.indexKeys) names.push(...indexKey.attributes.map(({ name }) => name))
  for (const attribute of entity.attributes) names.push(attribute.name)
  if (entity.oversize !== undefined) names.push(entity.oversize.marker)
  return new Set(names)
}

function landsIn(index: IndexUnits, bytes: Int32Array): boolean {
  for (let at = 0; at < index.keys.length; at += 1) if (bytes[index.keys[at] as number] === 0) return false
  return true
}

function sum(slots: readonly number[], bytes: Int32Array): number {
  let total = 0
  for (let at = 0; at < slots.length; at += 1) total += bytes[slots[at] as number] as number
  return total
}
