import type { LocalColumn, ResolvedLookup } from '../../mapping/resolved.ts'
import { collated, quoteIdentifier, quoteTable } from '../quote.ts'
import { nameOf, type ColumnNames } from './source-rows-sql.ts'

/** A column of the row `s`, or of a look-up `l0`, `l1` … joined to it. */
export function localSql(local: LocalColumn, columns: ColumnNames): string {
  return local.kind === 'column' ? `s.${nameOf(columns, local.column)}` : lookupColumnSql(local.lookup, local.column)
}

export function lookupColumnSql(lookup: number, column: string): string {
  return `l${lookup}.${quoteIdentifier(column)}`
}

/** On a unique key of the target, so no row is ever doubled, and none is dropped. */
export function lookupJoinsSql(lookups: readonly ResolvedLookup[], columns: ColumnNames): readonly string[] {
  return lookups.map((lookup, index) => {
    const on = lookup.on.map(
      (pair) => `${lookupColumnSql(index, pair.column)} = ${collated(localSql(pair.equals, columns), pair.collation)}`,
    )
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
