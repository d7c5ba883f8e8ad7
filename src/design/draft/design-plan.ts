import type { CatalogTable } from '../../catalog/catalog.ts'
import { edgeOf, type Edge } from './edge.ts'
import { entityNames } from './entity-names.ts'
import { ownKey } from '../inspect/own-key.ts'
import { chooseOwners, type Ownership } from './ownership.ts'
import { childColumns, type Relation, type RelationGraph } from '../inspect/relation-graph.ts'
import { tableId, type SourceHints } from '../inspect/source-hints.ts'

/** What is decided about all tables before any entity is written: each entity's key depends on its neighbours'. */
export interface DesignPlan {
  readonly hints: SourceHints
  readonly graph: RelationGraph
  readonly isDrafted: (table: CatalogTable) => boolean
  readonly nameOf: (table: CatalogTable) => string
  readonly isName: (text: string) => boolean
  readonly placeOf: (table: CatalogTable) => Placement
  /** Do other tables, drafted or not, refer to this one? */
  readonly isReferred: (table: CatalogTable) => boolean
}

/** Where the items of a table lie. `under` is the relation to the table whose partition holds them. */
export type Placement =
  | { readonly kind: 'edge'; readonly under: Relation; readonly edge: Edge }
  | { readonly kind: 'child'; readonly under: Relation; readonly ownership: Ownership }
  /** A partition of its own; `owner` where it is owned all the same, because it holds others itself. */
  | { readonly kind: 'root'; readonly owner: Ownership | null }

export function planDesign(tables: readonly CatalogTable[], graph: RelationGraph, hints: SourceHints): DesignPlan {
  const drafted = new Set(tables)
  const names = entityNames(tables)
  const taken = new Set(names.values())
  const within = (table: CatalogTable): readonly Relation[] =>
    graph.from(table).filter((relation) => drafted.has(relation.parent))
  const isReferred = (table: CatalogTable): boolean => graph.to(table).some((relation) => relation.child !== table)
  const edges = new Map(
    tables.flatMap((table) => {
      const edge = edgeOf(table, within(table), graph.to(table).length > 0)
      return edge === null ? [] : [[table, edge] as const]
    }),
  )
  const referrers = (table: CatalogTable): number => new Set(graph.to(table).map((relation) => relation.child)).size
  const owners = chooseOwners(tables.filter((table) => !edges.has(table)).flatMap(within), referrers)
  const holders = new Set([...owners.values()].map(({ relation }) => relation.parent))
  for (const edge of edges.values()) for (const end of edge.ends.slice(0, 1)) holders.add(end.parent)

  const placeOf = (table: CatalogTable): Placement => {
    const edge = edges.get(table)
    const [first] = edge?.ends ?? []
    if (edge !== undefined && first !== undefined) return { kind: 'edge', under: first, edge }
    const ownership = owners.get(table)
    if (ownership === undefined) return { kind: 'root', owner: null }
    return holders.has(table)
      ? { kind: 'root', owner: ownership }
      : { kind: 'child', under: ownership.relation, ownership }
  }
  return {
    hints,
    graph,
    isDrafted: (table) => drafted.has(table),
    nameOf: (table) => names.get(tableId(table)) ?? table.name,
    isName: (text) => taken.has(text),
    placeOf,
    isReferred,
  }
}

/** Columns of the own key that the relation's columns do not give. */
export function restOfKey(relation: Relation): readonly string[] {
  const given = new Set(childColumns(relation))
  return (ownKey(relation.child) ?? []).filter((column) => !given.has(column))
}
