import type { ResolvedPredicate } from '../resolved.ts'

/**
 * Is it certain that no row holds both lists? Seen from conditions on the same column; anything else counts as
 * uncertain.
 */
export function areDisjoint(left: readonly ResolvedPredicate[], right: readonly ResolvedPredicate[]): boolean {
  return left.some((one) => right.some((other) => excludes(one, other) || excludes(other, one)))
}

function excludes(one: ResolvedPredicate, other: ResolvedPredicate): boolean {
  if (one.kind === 'sql' || other.kind === 'sql' || one.column !== other.column) return false
  if (one.kind === 'isNull') return other.kind === 'notNull' || other.kind === 'in' || other.kind === 'compare'
  if (one.kind !== 'in' || !comparesAsText(one)) return false
  if ((other.kind !== 'in' && other.kind !== 'notIn') || !comparesAsText(other)) return false
  if (other.kind === 'in') return one.values.every((value) => !other.values.includes(value))
  return one.values.every((value) => other.values.includes(value))
}

/** `1` and `01` are one number and two texts: only plain whole numbers and text are compared here. */
function comparesAsText(predicate: Extract<ResolvedPredicate, { kind: 'in' | 'notIn' }>): boolean {
  const { type, values } = predicate
  if (type.kind === 'enum') return true
  if (type.kind !== 'base') return false
  if (['int2', 'int4', 'int8'].includes(type.name)) return values.every((value) => /^(0|-?[1-9]\d*)$/u.test(value))
  return type.name === 'text' || type.name === 'varchar'
}
