import { assertNever } from '../../assert-never.ts'
import type { ResolvedPredicate } from '../../mapping/resolved.ts'
import { quoteIdentifier } from '../quote.ts'
import { typedLiteral } from '../typed-literal.ts'

/**
 * Conditions on the rows of the one table in scope, to be joined by AND. Columns stand unqualified, so that a raw `sql`
 * condition is read in the same scope as the others.
 */
export function predicatesSql(predicates: readonly ResolvedPredicate[]): readonly string[] {
  return predicates.map(predicateSql)
}

function predicateSql(predicate: ResolvedPredicate): string {
  switch (predicate.kind) {
    case 'in':
      return predicate.values.length === 0 ? 'false' : `${quoteIdentifier(predicate.column)} IN (${list(predicate)})`
    case 'notIn':
      // NULL is not among the values: such rows stay.
      return predicate.values.length === 0
        ? 'true'
        : `(${quoteIdentifier(predicate.column)} IS NULL OR ${quoteIdentifier(predicate.column)} NOT IN (${list(predicate)}))`
    case 'isNull':
      return `${quoteIdentifier(predicate.column)} IS NULL`
    case 'notNull':
      return `${quoteIdentifier(predicate.column)} IS NOT NULL`
    case 'compare':
      return `${quoteIdentifier(predicate.column)} ${predicate.operator} ${typedLiteral(predicate.value, predicate.type)}`
    case 'sql':
      // The line break ends a comment that the text may close with.
      return `(${predicate.text}\n)`
    default:
      return assertNever(predicate)
  }
}

function list(predicate: Extract<ResolvedPredicate, { kind: 'in' | 'notIn' }>): string {
  return predicate.values.map((value) => typedLiteral(value, predicate.type)).join(', ')
}

export function whereSql(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
}
