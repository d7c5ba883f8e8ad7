import type { CatalogTable } from '../../catalog/catalog.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import { entityWords } from './entity-names.ts'
import { namesItsParent } from './relation-stem.ts'
import { ownKey } from '../inspect/own-key.ts'
import { childColumns, type Relation } from '../inspect/relation-graph.ts'

export interface Ownership {
  readonly relation: Relation
  readonly reasons: readonly string[]
}

/**
 * Weights of the signs of ownership: only their order matters. A sum below `least` means that nothing speaks for it
 * clearly.
 */
const weights = { inKey: 100, cascade: 40, prefix: 25, name: 10, role: -20, hub: -15, dictionary: -60, least: 5 }

/** A dictionary is small and every row of it has very many rows under it: a partition per row would be hot. */
const dictionary = { rows: 1000, rowsUnderEach: 100 }

/**
 * Referred to by so many tables, a table is what everything belongs to (users, tenants), and says little about one of
 * them.
 */
const hubReferrers = 5

/**
 * Whose partition a table's rows belong to: for each table at most one owner, the one that most speaks for, and never
 * in a circle. `referrers` is the number of tables that refer to a table.
 */
export function chooseOwners(
  relations: readonly Relation[],
  referrers: (table: CatalogTable) => number,
): ReadonlyMap<CatalogTable, Ownership> {
  const candidates = relations
    .filter((relation) => relation.required && relation.keyed && relation.child !== relation.parent)
    .map((relation) => ({ relation, ...judge(relation, referrers(relation.parent)) }))
    .filter(({ score }) => score >= weights.least)
    .toSorted((left, right) => right.score - left.score)
  const owners = new Map<CatalogTable, Ownership>()
  for (const { relation, reasons } of candidates) {
    if (owners.has(relation.child) || leadsTo(relation.parent, relation.child, owners)) continue
    owners.set(relation.child, { relation, reasons })
  }
  return owners
}

function leadsTo(from: CatalogTable, to: CatalogTable, owners: ReadonlyMap<CatalogTable, Ownership>): boolean {
  for (let table: CatalogTable | undefined = from; table !== undefined; table = owners.get(table)?.relation.parent) {
    if (table === to) return true
  }
  return false
}

function judge(relation: Relation, referrers: number): { readonly score: number; readonly reasons: readonly string[] } {
  const { child, parent, cascade } = relation
  const columns = childColumns(relation).join(', ')
  const reasons = [`${columns} is never NULL`]
  let score = 0
  const weigh = (holds: boolean, weight: number, reason: string | null): void => {
    if (!holds) return
    score += weight
    if (reason !== null) reasons.push(reason)
  }
  const key = ownKey(child) ?? []
  weigh(
    childColumns(relation).every((column) => key.includes(column)),
    weights.inKey,
    'it is part of the key',
  )
  weigh(cascade, weights.cascade, 'ON DELETE CASCADE says that the rows live and die together')
  weigh(
    `${entityWords(child.name)}_`.startsWith(`${entityWords(parent.name)}_`),
    weights.prefix,
    `the name begins with that of ${tableLabel(parent)}`,
  )
  weigh(namesItsParent(relation), weights.name, null)
  weigh(!namesItsParent(relation), weights.role, null)
  weigh(referrers >= hubReferrers, weights.hub, null)
  weigh(isDictionary(relation), weights.dictionary, null)
  return { score, reasons }
}

/** By its rows where they are known, by its name where they are not. */
export function isDictionary({ parent, child }: Relation): boolean {
  if (
    /(^|_)(TYPE|KIND|STATUS|STATE|CATEGORY|GENRE|COUNTRY|CURRENCY|LANGUAGE|LEVEL|ROLE)$/u.test(entityWords(parent.name))
  )
    return true
  if (parent.estimatedRows < 0 || child.estimatedRows < 0) return false
  return (
    parent.estimatedRows < dictionary.rows &&
    child.estimatedRows > Math.max(parent.estimatedRows, 1) * dictionary.rowsUnderEach
  )
}
