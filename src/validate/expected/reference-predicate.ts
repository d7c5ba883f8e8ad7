import { assertNever } from '../../assert-never.ts'
import type { ResolvedPredicate } from '../../mapping/resolved.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'

/**
 * Conditions of one row source as SQL, joined by AND; `true` when there are none. Literals are left untyped: PostgreSQL
 * takes the column's type.
 */
export function referencePredicate(alias: string, predicates: readonly ResolvedPredicate[]): string {
  if (predicates.length === 0) return 'true'
  return predicates.map((predicate) => `(${onePredicate(alias, predicate)})`).join(' AND ')
}

function onePredicate(alias: string, predicate: ResolvedPredicate): string {
  switch (predicate.kind) {
    case 'in':
      return predicate.values
        .map((value) => `${columnOf(alias, predicate.column)} = ${quoteLiteral(value)}`)
        .join(' OR ')
    case 'notIn': {
      const column = columnOf(alias, predicate.column)
      return (
        `${column} IS NULL OR NOT ` +
        `(${predicate.values.map((value) => `${column} = ${quoteLiteral(value)}`).join(' OR ')})`
      )
    }
    case 'isNull':
      return `${columnOf(alias, predicate.column)} IS NULL`
    case 'notNull':
      return `${columnOf(alias, predicate.column)} IS NOT NULL`
    case 'compare':
      return `${columnOf(alias, predicate.column)} ${predicate.operator} ${quoteLiteral(predicate.value)}`
    case 'sql':
      return predicate.text
    default:
      return assertNever(predicate)
  }
}

export function columnOf(alias: string, column: string): string {
  return `${alias}.${quoteIdentifier(column)}`
}
