import type { TableRef } from '../../catalog/catalog.ts'
import type { ResolvedPredicate } from '../../mapping/resolved.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { predicatesSql, whereSql } from './predicate-sql.ts'

export interface Narrowing {
  /** Conditions that an index serves. */
  readonly conditions: readonly string[]
  /**
   * The columns of that index, as they are ordered, where there are several. In this order the rows are then asked for,
   * which no other index gives without a sort: PostgreSQL estimates a comparison of rows by its first column, so that
   * every index that begins with it seems as good, and one over another second column would be read through for all
   * rows of a tenant. `planSetting` forbids the sort.
   */
  readonly order: readonly string[]
  readonly predicates: readonly ResolvedPredicate[]
  /** The columns that the caller needs; others may be closed to the role. */
  readonly used: readonly string[]
  /** What else must hold. */
  readonly rest?: readonly string[]
}

/**
 * A table, as what follows FROM, narrowed by conditions that an index serves, then by the mapping's predicates and what
 * else must hold. OFFSET 0 keeps the two apart: the planner cannot prefer an index over a predicate's column, which it
 * would read whole for every chunk, because without statistics the two seem alike.
 *
 * A predicate in raw SQL may speak of anything that the table itself has, so it stays beside the table.
 */
export function narrowedTableSql(table: TableRef, narrowing: Narrowing): string {
  const { conditions, order, predicates, used, rest = [] } = narrowing
  const raw = predicates.some(({ kind }) => kind === 'sql')
  const apart = conditions.length > 0 && (predicates.length > 0 || order.length > 0)
  if (raw || !apart) return `${quoteTable(table)}${whereSql([...conditions, ...predicatesSql(predicates), ...rest])}`
  const names = predicates.flatMap((predicate) => (predicate.kind === 'sql' ? [] : [predicate.column]))
  const list = [...new Set([...used, ...names])].map(quoteIdentifier).join(', ')
  const ordered = order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`
  return `(SELECT ${list} FROM ${quoteTable(table)}${whereSql(conditions)}${ordered} OFFSET 0) AS ${quoteIdentifier(table.name)}${whereSql([...predicatesSql(predicates), ...rest])}`
}
