import type { CatalogTable } from '../../catalog/catalog.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import type { AccessPath } from './access-path.ts'
import { accessPaths } from './access-paths.ts'
import { baseKey } from './base-key.ts'
import { columnRemarks } from '../inspect/column-remarks.ts'
import { counters } from './counters.ts'
import type { DesignPlan } from './design-plan.ts'
import type { DraftAttribute, DraftEntity } from './draft-entity.ts'
import { entityReasons } from './entity-reasons.ts'
import { firstFree } from './entity-names.ts'
import { canLookUp, nameLookups } from './name-lookups.ts'
import { parentCopies } from './parent-copies.ts'
import { riskOf, riskyColumns } from '../inspect/risky-columns.ts'
import { reservedNames, type KeyNames } from './key-names.ts'
import { tableName } from '../inspect/table-name.ts'

/** Each index stores its items again and is paid for with every write; DynamoDB grants 20 to a table. */
export const maxIndexes = 8

/** PostgreSQL gives a query 1,664 columns at most; beside its columns a row carries its key, look-ups and counters. */
const maxValues = 1_500

/** Names that mean something else in a mapping, or to JavaScript, and what they are called instead. */
const unusableNames = new Map([
  ['...', 'dots'],
  ['__proto__', 'proto'],
])

/** Words that a command line takes for something else than a group. */
const commandWords = new Set(['all', 'count', 'sample'])

export function draftOneEntity(
  table: CatalogTable,
  keyNames: KeyNames,
  plan: DesignPlan,
): { readonly entity: DraftEntity; readonly undecided: readonly string[] } {
  const label = tableLabel(table)
  const lookups = nameLookups(plan.graph.from(table).filter(canLookUp))
  const access = accessPaths(table, lookups, plan)
  const paths = access.paths.slice(0, maxIndexes)
  const taken = new Set([
    ...table.columns.map((column) => column.name),
    ...reservedNames(keyNames, maxIndexes),
    ...unusableNames.keys(),
  ])
  const freeName = (wanted: string): string => {
    const name = firstFree(wanted, (candidate) => taken.has(candidate))
    taken.add(name)
    return name
  }
  const renamed = table.columns
    .filter((column) => unusableNames.has(column.name))
    .map((column) => ({ column: column.name, name: freeName(unusableNames.get(column.name) ?? '') }))
  const copies = parentCopies(table, lookups, plan.hints, freeName)
  const counted = counters(table, plan, freeName)
  const isWide = table.columns.length + 2 * (copies.length + counted.attributes.length) > maxValues
  const attributes = isWide ? [] : [...copies.map(({ attribute }) => attribute), ...counted.attributes]
  const needed = new Set([
    ...(isWide ? [] : copies.map(({ relation }) => relation)),
    ...paths.map((path) => path.lookup),
  ])
  const risky = riskyColumns(table)
  const mayFail = [...risky.keys()].some((kind) => riskOf(kind).unrepresentable)
  return {
    entity: {
      name: plan.nameOf(table),
      source: table,
      from: tableName(table),
      group: commandWords.has(label) ? `${label}_rows` : label,
      reasons: entityReasons(table, plan),
      key: baseKey(table, plan),
      indexes: paths.map(({ pk, sk, reason, columns }, place) => ({
        index: keyNames.index(place + 1).name,
        pk,
        sk,
        reason,
        columns,
        attributes: null,
      })),
      lookups: [...lookups].flatMap(([relation, lookup]) => (needed.has(relation) ? [lookup] : [])),
      columns: {
        options: {
          ...(renamed.length === 0 ? {} : { except: renamed.map(({ column }) => column) }),
          ...(mayFail ? { onUnrepresentable: 'text' } : {}),
        },
        remarks: columnRemarks(table, risky),
      },
      attributes: [
        ...renamed.map(({ column, name }): DraftAttribute => ({
          name,
          definition: { kind: 'column', column, ...(mayFail ? { onUnrepresentable: 'text' } : {}) },
          reason: `the column ${column} cannot be the name of an attribute in a mapping`,
        })),
        ...attributes,
      ],
    },
    undecided: [
      ...access.undecided,
      ...counted.undecided,
      ...access.paths.slice(maxIndexes).map((path) => leftOutPath(label, path)),
      ...(isWide
        ? [
            `${label} has ${table.columns.length} columns, so copies of its parents and counters are left out: ` +
              'a PostgreSQL query has at most 1,664 columns.',
          ]
        : []),
    ],
  }
}

function leftOutPath(label: string, { reason, pk }: AccessPath): string {
  return `${label} can be found in more ways than a table should have indexes. Left out: ${reason} (${pk}).`
}
