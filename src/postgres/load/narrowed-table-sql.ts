import type { TableRef } from '../../catalog/catalog.ts'
import type { ResolvedPredicate } from '../../mapping/resolved.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { predicatesSql, whereSql } from './predicate-sql.ts'

/**
 * A table, as what follows FROM, narrowed by `conditions` that an index serves, then by the mapping's predicates and
 * what else must hold. OFFSET 0 keeps the two apart: the planner cannot prefer an index over a predicate's column, which
 * it would read whole for every chunk, because without statistics the two seem alike.
 *
 * `used` are the columns that the caller needs; others may be closed to the role. A predicate in raw SQL may speak of anything that the table itself has, so it stays beside the table.
 */
export function narrowedTableSql(
  table: TableRef,
  conditions: readonly string[],
  predicates: readonly ResolvedPredicate[],
  used: readonly string[],
  rest: readonly string[] = [],
): string {
  const raw = predicates.some(({ kind }) => kind === 'sql')
  if (raw || conditions.length === 0 || predicates.length === 0)
    return `${quoteTable(table)}${whereSql([...conditions, ...predicatesSql(predicates), ...rest])}`
  const names = predicates.flatMap((predicate) => (predicate.kind === 'sql' ? [] : [predicate.column]))
  const list = [...new Set([...used, ...names])].map(quoteIdentifier).join(', ')
  return `(SELECT ${list} FROM ${quoteTable(table)}${whereSql(conditions)} OFFSET 0) AS ${quoteIdentifier(table.name)}${whereSql([...predicatesSql(predicates), ...rest])}`
}
