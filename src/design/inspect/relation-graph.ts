import type { Catalog, CatalogTable, ForeignKey } from '../../catalog/catalog.ts'
import { columnsOf } from '../../mapping/resolve/source-shape.ts'
import { areComparable, hasCoarseEquality, isSameType } from '../../mapping/resolve/type-traits.ts'
import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import { ownKey } from './own-key.ts'
import { hintsOf, tableId, type SourceHints } from './source-hints.ts'

/** A foreign key that the mapping language can follow in both directions. */
export interface Relation {
  readonly name: string
  readonly child: CatalogTable
  readonly parent: CatalogTable
  readonly pairs: readonly { readonly parent: string; readonly child: string }[]
  /** No column of it is ever NULL: every child row has its parent row. */
  readonly required: boolean
  /** A parent row has at most one child row. */
  readonly toOne: boolean
  /** Child rows go with their parent row. */
  readonly cascade: boolean
  /**
   * It refers to the parent's own key, and equal values have equal text: a key of the parent can be built from the
   * child.
   */
  readonly keyed: boolean
}

export interface RelationGraph {
  readonly from: (table: CatalogTable) => readonly Relation[]
  readonly to: (table: CatalogTable) => readonly Relation[]
}

/** JavaScript gives this name a meaning of its own, so that the mapping language refuses it as the name of a pair. */
const unusableName = '__proto__'

/** The foreign keys of a catalog, without those that a mapping cannot follow and without repetitions. */
export function relationsOf(catalog: Catalog, hints: SourceHints): RelationGraph {
  const tables = new Map(catalog.tables.map((table) => [tableId(table), table]))
  const relations = catalog.tables.flatMap((child) => {
    const seen = new Set<string>()
    return child.foreignKeys.flatMap((foreignKey): readonly Relation[] => {
      const { references } = foreignKey
      const parent = tables.get(tableId({ schema: references.schema, name: references.table }))
      const relation = parent === undefined ? null : relationOf(child, parent, foreignKey, hints)
      const text = JSON.stringify([references.schema, references.table, relation?.pairs])
      if (relation === null || seen.has(text)) return []
      seen.add(text)
      return [relation]
    })
  })
  const byChild = Map.groupBy(relations, (relation) => relation.child)
  const byParent = Map.groupBy(relations, (relation) => relation.parent)
  return { from: (table) => byChild.get(table) ?? [], to: (table) => byParent.get(table) ?? [] }
}

function relationOf(
  child: CatalogTable,
  parent: CatalogTable,
  foreignKey: ForeignKey,
  hints: SourceHints,
): Relation | null {
  const { columns, references, name } = foreignKey
  const [childColumns, parentColumns] = [columnsOf(child), columnsOf(parent)]
  const pairs = columns.map((column, index) => ({ child: column, parent: references.columns[index] ?? '' }))
  const types = pairs.map((pair) => ({ child: childColumns.get(pair.child), parent: parentColumns.get(pair.parent) }))
  const usable =
    pairs.length > 0 &&
    new Set(columns).size === columns.length &&
    new Set(references.columns).size === columns.length &&
    [...columns, ...references.columns].every((column) => column !== unusableName) &&
    types.every(
      (pair) =>
        pair.child !== undefined && pair.parent !== undefined && areComparable(pair.child.type, pair.parent.type),
    )
  const isReadable = [child, parent].every((table) => !table.rowSecurity && hintsOf(hints, table).readable)
  if (!usable || !isReadable) return null
  const key = ownKey(parent)
  return {
    name,
    child,
    parent,
    pairs,
    required: types.every((pair) => pair.child?.nullable === false),
    toOne: child.uniqueKeys.some((unique) => unique.columns.every((column) => columns.includes(column))),
    cascade: hintsOf(hints, child).cascades.has(name),
    keyed:
      key !== null &&
      key.length === pairs.length &&
      key.every((column) => references.columns.includes(column)) &&
      types.every(
        (pair) =>
          pair.child !== undefined && pair.parent !== undefined && haveSameText(pair.child.type, pair.parent.type),
      ),
  }
}

const integers = new Set(['int2', 'int4', 'int8'])

/**
 * Values that PostgreSQL calls equal have the same text in a key: not so for citext, or for a number of one type and
 * its like of another.
 */
function haveSameText(left: PgType, right: PgType): boolean {
  const [one, other] = [underlyingType(left), underlyingType(right)]
  if (hasCoarseEquality(one) || hasCoarseEquality(other)) return false
  if (one.kind === 'base' && other.kind === 'base' && integers.has(one.name) && integers.has(other.name)) return true
  return isSameType(one, other)
}

/** The child's columns in the order of the parent's own key. */
export function keyColumnsOf(relation: Relation): readonly string[] {
  const key = ownKey(relation.parent) ?? []
  return key.map((column) => relation.pairs.find((pair) => pair.parent === column)?.child ?? column)
}

export function childColumns(relation: Relation): readonly string[] {
  return relation.pairs.map((pair) => pair.child)
}
