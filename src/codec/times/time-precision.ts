import { underlyingType, type PgType } from '../../catalog/pg-type.ts'

/**
 * How many digits of a second a column of a time type holds: the `(p)` of its declaration, otherwise 6. The form `iso`
 * always writes that many, so that within a column text order is time order (`…56Z` after `…56.5Z` would not be), which
 * is what a sort key needs.
 */
export function timePrecision(type: PgType): number {
  const base = underlyingType(type)
  return base.kind === 'base' && base.modifier >= 0 && base.modifier <= 6 ? base.modifier : 6
}
