import type { CatalogTable } from '../../catalog/catalog.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import { listSortColumns, listSortKey, ownPartition } from './base-key.ts'
import type { DesignPlan } from './design-plan.ts'
import type { DraftLookup } from './draft-entity.ts'
import { columnPaths } from './column-paths.ts'
import { keyTemplate, keyValue } from './key-template.ts'
import { ownKey } from '../inspect/own-key.ts'
import { isDictionary } from './ownership.ts'
import { childColumns, keyColumnsOf, type Relation } from '../inspect/relation-graph.ts'
import { hintsOf } from '../inspect/source-hints.ts'
import type { AccessPath } from './access-path.ts'

/**
 * A partition of an index that takes more rows than this in a short time is throttled, whatever the table's own keys.
 */
const hotRows = 100_000

/** The ways to a table's items that its own key does not serve, the most useful first. */
export function accessPaths(
  table: CatalogTable,
  lookups: ReadonlyMap<Relation, DraftLookup>,
  plan: DesignPlan,
): { readonly paths: readonly AccessPath[]; readonly undecided: readonly string[] } {
  const place = plan.placeOf(table)
  const relations = plan.graph.from(table).filter((relation) => plan.isDrafted(relation.parent))
  const reachable = relations.filter((relation) => relation.keyed || lookups.has(relation))
  const served = new Set<Relation>(place.kind === 'root' ? [] : [place.under])
  const ends = place.kind === 'edge' ? place.edge.ends.slice(1) : []
  const owner = place.kind === 'root' && place.owner !== null ? [place.owner.relation] : []
  const calls = hintsOf(plan.hints, table).equality
  const callsOf = (relation: Relation): number =>
    Math.max(0, ...childColumns(relation).map((column) => calls.get(column) ?? 0))
  const others = reachable
    .filter((relation) => !served.has(relation) && !ends.includes(relation) && !owner.includes(relation))
    .toSorted(
      (left, right) =>
        callsOf(right) - callsOf(left) ||
        Number(isDictionary(left)) - Number(isDictionary(right)) ||
        Number(right.required) - Number(left.required),
    )
  const path = (relation: Relation, why: string): AccessPath => ({
    pk: relationPartition(relation, lookups.get(relation)?.name ?? null, plan),
    sk: listSortKey(table, relation.keyed ? childColumns(relation) : [], plan),
    reason: [why, ...heat(relation, plan)].join('. '),
    lookup: relation.keyed ? null : relation,
    columns: relation.keyed
      ? { partition: childColumns(relation), sort: listSortColumns(table, childColumns(relation), plan) }
      : null,
  })
  const byRelation = [
    ...ends.map((relation) =>
      path(relation, `the other direction: from ${plan.nameOf(relation.parent)} to ${plan.nameOf(table)}`),
    ),
    ...owner.map((relation) => path(relation, `listed under its owner ${plan.nameOf(relation.parent)}`)),
    ...byId(table, plan),
    ...others.map((relation) =>
      path(
        relation,
        `rows of ${tableLabel(table)} by their ${plan.nameOf(relation.parent)} ` +
          `(${childColumns(relation).join(', ')})${relation.required ? '' : ', where there is one'}`,
      ),
    ),
  ]
  const byColumns = columnPaths(table, relations, plan)
  return { paths: [...byRelation, ...byColumns.paths], undecided: byColumns.undecided }
}

/** A row in another's partition is found by its own key alone through an index, beside whatever refers to it. */
function byId(table: CatalogTable, plan: DesignPlan): readonly AccessPath[] {
  const place = plan.placeOf(table)
  if (place.kind !== 'child') return []
  const key = ownKey(table) ?? []
  const isInKey = childColumns(place.under).every((column) => key.includes(column))
  if (isInKey && !plan.isReferred(table)) return []
  return [
    {
      pk: ownPartition(table, plan),
      sk: 'METADATA',
      reason: 'by its own key, without knowing the owner',
      lookup: null,
      columns: { partition: key, sort: [] },
    },
  ]
}

/** The parent's partition, from the foreign key where it holds the parent's key, else by way of a look-up. */
function relationPartition(relation: Relation, lookup: string | null, plan: DesignPlan): string {
  const { child, parent } = relation
  const values = relation.keyed
    ? keyColumnsOf(relation).map((column) => keyValue(child, column))
    : (ownKey(parent) ?? []).map((column) => keyValue(parent, column, lookup))
  return keyTemplate(plan.nameOf(parent), values)
}

function heat({ child, parent }: Relation, plan: DesignPlan): readonly string[] {
  const distinct = parent.estimatedRows
  if (distinct <= 0 || child.estimatedRows / distinct < hotRows) return []
  return [
    `Many rows share one ${plan.nameOf(parent)}: this partition may become hot; {…|shard:16} in the pk spreads it`,
  ]
}
