import type { CatalogTable } from '../../catalog/catalog.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import { printReference } from '../../mapping/template/parse-reference.ts'
import { relationStem } from './relation-stem.ts'
import type { DesignPlan } from './design-plan.ts'
import type { DraftAttribute } from './draft-entity.ts'
import { hasIndexBehind, missingIndex } from '../inspect/missing-index.ts'
import { childColumns, type Relation } from '../inspect/relation-graph.ts'
import { hintsOf } from '../inspect/source-hints.ts'
import { tableName } from '../inspect/table-name.ts'

/** How many rows refer to a row, counted when it is loaded; only where an index finds them. */
export function counters(
  table: CatalogTable,
  plan: DesignPlan,
  freeName: (wanted: string) => string,
): { readonly attributes: readonly DraftAttribute[]; readonly undecided: readonly string[] } {
  const relations = plan.graph.to(table).filter(({ child }) => {
    const { readable, children } = hintsOf(plan.hints, child)
    return readable && children.length === 0 && (child.kind === 'table' || child.kind === 'partitioned')
  })
  const timesOf = (child: CatalogTable): number => relations.filter((relation) => relation.child === child).length
  const attributes: DraftAttribute[] = []
  const undecided: string[] = []
  for (const relation of relations) {
    const { child, toOne } = relation
    if (!hasIndexBehind(relation)) {
      undecided.push(
        `${tableLabel(table)} does not count its ${tableLabel(child)}: no index begins with ` +
          `${childColumns(relation).join(', ')}. Create it first: ${missingIndex(relation)}`,
      )
      continue
    }
    const isOne = timesOf(child) === 1 && child !== table
    const what = isOne ? child.name : `${child.name}_by_${relationStem(relation)}`
    const name = freeName(toOne ? `has_${what}` : `${what}_count`)
    const common = { relation: tableName(child), on: joinOf(relation) }
    attributes.push({
      name,
      definition: toOne ? { kind: 'exists', ...common } : { kind: 'count', ...common },
      reason: null,
    })
  }
  return { attributes, undecided }
}

function joinOf(relation: Relation): Record<string, string> {
  return Object.fromEntries(
    relation.pairs.map((pair) => [pair.child, printReference({ lookup: null, column: pair.parent })]),
  )
}
