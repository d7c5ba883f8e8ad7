import type { ResolvedPredicate } from '../../mapping/resolved.ts'

/** A condition in words that are nearly SQL; the values are those of the mapping. */
export function conditionText(predicate: ResolvedPredicate): string {
  switch (predicate.kind) {
    case 'in':
      return predicate.values.length === 1
        ? `${predicate.column} = ${predicate.values.join('')}`
        : `${predicate.column} in (${predicate.values.join(', ')})`
    case 'notIn':
      return predicate.values.length === 1
        ? `${predicate.column} is not ${predicate.values.join('')}`
        : `${predicate.column} not in (${predicate.values.join(', ')})`
    case 'isNull':
      return `${predicate.column} is null`
    case 'notNull':
      return `${predicate.column} is not null`
    case 'compare':
      return `${predicate.column} ${predicate.operator} ${predicate.value}`
    case 'sql':
      return predicate.text
  }
}
