import type { Item } from '../codec/value/attribute-value.ts'
import type { ResolvedTable } from '../mapping/resolved.ts'
import { itemUnits } from './item-units.ts'

/** Write units of the base table and of every index together: to this sum the compiled encoder is held. */
export function itemWriteUnits(table: ResolvedTable, item: Item): number {
  const { table: base, indexes } = itemUnits(table, item)
  return [...indexes.values()].reduce((sum, units) => sum + units, base)
}
