import type { CatalogTable } from '../../catalog/catalog.ts'
import { singular } from './singular.ts'
import { tableId } from '../inspect/source-hints.ts'

/**
 * A name for every table, by its id: `order_items` becomes ORDER_ITEM. Names hold letters, digits and `_` only, so that
 * keys that begin with one and `#` never meet. Tables of one name in several schemas take the schema's name in front.
 */
export function entityNames(tables: readonly CatalogTable[]): ReadonlyMap<string, string> {
  const plain = Map.groupBy(tables, (table) => entityWords(table.name))
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const [name, sharers] of plain) {
    for (const table of sharers) {
      const wanted = sharers.length === 1 || table.schema === 'public' ? name : `${words(table.schema)}_${name}`
      const free = firstFree(
        wanted,
        (candidate) => taken.has(candidate) || (candidate !== name && plain.has(candidate)),
      )
      taken.add(free)
      names.set(tableId(table), free)
    }
  }
  return names
}

/** A name in capitals, words apart by `_`, the last one in the singular. */
export function entityWords(name: string): string {
  const all = words(name).split('_')
  const last = all.pop() ?? ''
  return [...all, singular(last)].join('_')
}

/** Upper case, words apart by `_`: `userProfiles` and `User-Profiles` become USER_PROFILES. */
function words(name: string): string {
  const text = name
    .replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, '_')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/gu, '')
    .toUpperCase()
  return text === '' ? 'ENTITY' : text
}

/** `name`, or `name_2`, `name_3` … */
export function firstFree(name: string, isTaken: (candidate: string) => boolean): string {
  let candidate = name
  for (let number = 2; isTaken(candidate); number += 1) candidate = `${name}_${number}`
  return candidate
}
