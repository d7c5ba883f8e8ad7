import type { LocalColumn, RelationPair, ResolvedEntity, ResolvedLookup } from '../../mapping/resolved.ts'
import { collated, quoteIdentifier, quoteTable } from '../quote.ts'
import { sameKeySql } from './same-key-sql.ts'
import { nameOf, type ColumnNames } from './source-rows-sql.ts'

/** A column of the row `s`, or of a look-up `l0`, `l1` … joined to it. */
export function localSql(local: LocalColumn, columns: ColumnNames): string {
  return local.kind === 'column' ? `s.${nameOf(columns, local.column)}` : lookupColumnSql(local.lookup, local.column)
}

export function lookupColumnSql(lookup: number, column: string): string {
  return `l${lookup}.${quoteIdentifier(column)}`
}

/**
 * On a unique key of the target, so no row is ever doubled, and none is dropped. Where the key's index serves, it is
 * asked row by row: OFFSET 0 keeps the planner from reading all of the target for a chunk, which it prefers as soon as
 * it expects enough rows of the chunk.
 */
export function lookupJoinsSql(
  entity: Pick<ResolvedEntity, 'lookups' | 'values'>,
  columns: ColumnNames,
): readonly string[] {
  return entity.lookups.map((lookup, index) => {
    const local = (pair: RelationPair): string => collated(localSql(pair.equals, columns), pair.collation)
    if (lookup.index.length > 0) {
      const list = usedColumns(index, entity)
        .map((name) => `r.${quoteIdentifier(name)}`)
        .join(', ')
      const pairs = lookup.on.map((pair) => ({
        column: pair.column,
        indexed: `r.${quoteIdentifier(pair.column)}`,
        value: local(pair),
      }))
      const byIndex = lookup.index.flatMap((column) => pairs.filter((pair) => pair.column === column))
      const { conditions, order } = sameKeySql(byIndex)
      const rest = pairs.filter((pair) => !lookup.index.includes(pair.column))
      const on = [...conditions, ...rest.map(({ indexed, value }) => `${indexed} = ${value}`)]
      const ordered = order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`
      return `LEFT JOIN LATERAL (SELECT ${list} FROM ${quoteTable(lookup.table)} AS r WHERE ${on.join(' AND ')}${ordered} OFFSET 0) AS l${index} ON true`
    }
    const on = lookup.on.map((pair) => `${lookupColumnSql(index, pair.column)} = ${local(pair)}`)
    return `LEFT JOIN ${quoteTable(lookup.table)} AS l${index} ON ${on.join(' AND ')}`
  })
}

/** The look-up's local columns are all set, and still its row does not exist. */
export function missedSql(lookup: ResolvedLookup, index: number, columns: ColumnNames): string {
  const [first] = lookup.on
  if (first === undefined) return 'false'
  const set = lookup.on.map((pair) => `${localSql(pair.equals, columns)} IS NOT NULL`)
  return `(${[...set, `${lookupColumnSql(index, first.column)} IS NULL`].join(' AND ')})`
}

/** The columns of a look-up that anything reads; others may be closed to the role. */
function usedColumns(
  index: number,
  { lookups, values }: Pick<ResolvedEntity, 'lookups' | 'values'>,
): readonly string[] {
  const read = values.flatMap((value) => (value.kind === 'lookup' && value.lookup === index ? [value.column] : []))
  const pairs = [
    ...lookups.flatMap(({ on }) => on),
    ...values.flatMap((value) => ('relation' in value ? value.relation.branches.flatMap(({ on }) => on) : [])),
  ]
  const joined = pairs.flatMap(({ equals }) =>
    equals.kind === 'lookup' && equals.lookup === index ? [equals.column] : [],
  )
  return [...new Set([...(lookups[index]?.on ?? []).map(({ column }) => column), ...read, ...joined])]
}
