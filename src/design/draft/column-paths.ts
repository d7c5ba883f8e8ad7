import type { CatalogTable } from '../../catalog/catalog.ts'
import { columnsOf } from '../../mapping/resolve/source-shape.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import type { AccessPath } from './access-path.ts'
import { listSortColumns, listSortKey } from './base-key.ts'
import type { DesignPlan } from './design-plan.ts'
import { entityWords, firstFree } from './entity-names.ts'
import { fitsIndexKey } from '../inspect/fits-index-key.ts'
import { keyTemplate, keyValue } from './key-template.ts'
import { ownKey } from '../inspect/own-key.ts'
import { childColumns, type Relation } from '../inspect/relation-graph.ts'
import { hintsOf } from '../inspect/source-hints.ts'

/** With fewer different values, an index by the column would be a few large partitions. */
const fewValues = 20

/** Ways by other columns than foreign keys: unique keys, and columns that statements often ask for. */
export function columnPaths(
  table: CatalogTable,
  relations: readonly Relation[],
  plan: DesignPlan,
): { readonly paths: readonly AccessPath[]; readonly undecided: readonly string[] } {
  const { columns: hints, equality } = hintsOf(plan.hints, table)
  const types = columnsOf(table)
  const served = new Set([ownKey(table) ?? [], ...relations.map(childColumns)].map(asSet))
  const paths: AccessPath[] = []
  const undecided: string[] = []
  const label = tableLabel(table)
  const fits = (column: string) => {
    const type = types.get(column)?.type
    return type === undefined ? 'unknown' : fitsIndexKey(type, hints.get(column))
  }
  const add = (columns: readonly string[], why: string): void => {
    if (served.has(asSet(columns))) return
    served.add(asSet(columns))
    const worst = columns.map(fits).find((fit) => fit !== 'always')
    if (worst === 'unknown') {
      undecided.push(
        `${label} could be found by ${columns.join(', ')} (${why}). The values have no bound, and a key of an ` +
          'index has at most 2,048 bytes: a longer value would reject its row, so there is no index key for it.',
      )
      return
    }
    const name = firstFree(`${plan.nameOf(table)}_BY_${columns.map(entityWords).join('_')}`, plan.isName)
    const risk =
      worst === 'likely' ? '; the values seen are short, one beyond 2,048 bytes would be rejected and named' : ''
    paths.push({
      pk: keyTemplate(
        name,
        columns.map((column) => keyValue(table, column)),
      ),
      sk: listSortKey(table, columns, plan),
      reason: `${why}${risk}`,
      lookup: null,
      columns: { partition: columns, sort: listSortColumns(table, columns, plan) },
    })
  }

  for (const [column, calls] of [...equality].toSorted(([, left], [, right]) => right - left)) {
    const distinct = hints.get(column)?.distinct ?? null
    if (served.has(asSet([column]))) continue
    if (distinct !== null && distinct < fewValues) {
      undecided.push(
        `${label} is often asked for by ${column} (${calls} calls), which has few values: an index by it alone ` +
          'would have few and hot partitions. Put it before another column, or filter on it.',
      )
    } else {
      add([column], `statements ask for one ${column} (${calls} calls)`)
    }
  }
  for (const { columns } of table.uniqueKeys) {
    if (columns.length <= 3)
      add(columns, `${columns.join(', ')} ${columns.length === 1 ? 'is' : 'are together'} unique`)
  }
  return { paths, undecided }
}

function asSet(columns: readonly string[]): string {
  return JSON.stringify(columns.toSorted())
}
