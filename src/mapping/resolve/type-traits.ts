import { hasOrder } from '../../catalog/has-order.ts'
import { firstUserOid, underlyingType, type PgType } from '../../catalog/pg-type.ts'

const integers = new Set(['int2', 'int4', 'int8'])
const floats = new Set(['float4', 'float8'])

/** Types that can be compared with each other without a cast of one's own. */
const families: readonly ReadonlySet<string>[] = [
  new Set([...integers, ...floats, 'numeric']),
  new Set(['text', 'varchar', 'bpchar', 'name', 'citext']),
  new Set(['date', 'timestamp', 'timestamptz']),
  new Set(['inet', 'cidr']),
]

/** Equal for PostgreSQL although the text differs: 'a' and 'A', one day and 24 hours, 0 and -0. */
const coarseEquality = new Set(['citext', 'interval', 'float4', 'float8'])

/** min() and max() exist in every PostgreSQL that we support. */
const withLeast = new Set([
  ...integers,
  ...floats,
  'numeric',
  'money',
  'oid',
  'text',
  'varchar',
  'bpchar',
  'name',
  'citext',
  'date',
  'time',
  'timetz',
  'timestamp',
  'timestamptz',
  'interval',
  'inet',
  'cidr',
  'pg_lsn',
])

export function typeLabel(type: PgType): string {
  return type.kind === 'array' ? `${typeLabel(type.element)}[]` : type.name
}

function baseName(type: PgType): string | null {
  const underlying = underlyingType(type)
  return underlying.kind === 'base' ? underlying.name : null
}

/** A whole number: int2, int4, int8 or numeric(p,0). */
export function isWholeNumber(type: PgType): boolean {
  const underlying = underlyingType(type)
  if (underlying.kind !== 'base') return false
  // atttypmod of numeric(p,s) is ((p << 16) | s) + 4, s in 11 bits.
  if (underlying.name === 'numeric') return underlying.modifier >= 4 && ((underlying.modifier - 4) & 0x7ff) === 0
  return integers.has(underlying.name)
}

export function isFloat(type: PgType): boolean {
  return floats.has(baseName(type) ?? '')
}

export function isSummable(type: PgType): boolean {
  return families[0]?.has(baseName(type) ?? '') ?? false
}

export function hasLeast(type: PgType): boolean {
  const underlying = underlyingType(type)
  return underlying.kind === 'enum' || (underlying.kind === 'base' && withLeast.has(underlying.name))
}

/** Its order depends on a collation; a type that is not known to be free of one counts as such. */
export function dependsOnCollation(type: PgType): boolean {
  const underlying = underlyingType(type)
  switch (underlying.kind) {
    case 'base':
      return families[1]?.has(underlying.name) === true || underlying.oid >= firstUserOid
    case 'array':
      return dependsOnCollation(underlying.element)
    default:
      return underlying.kind !== 'enum'
  }
}

/**
 * May a value's text stand beside a column of the type as the bound of a range? Beside a composite column PostgreSQL
 * reads an untyped literal as an anonymous record, of which it knows no text.
 */
export function canBeBound(type: PgType): boolean {
  return hasOrder(type) && underlyingType(type).kind !== 'composite'
}

export function hasCoarseEquality(type: PgType): boolean {
  const underlying = underlyingType(type)
  switch (underlying.kind) {
    case 'base':
      return coarseEquality.has(underlying.name)
    case 'array':
      return hasCoarseEquality(underlying.element)
    case 'composite':
      return underlying.fields.some((field) => hasCoarseEquality(field.type))
    default:
      return false
  }
}

/** May the two be joined by `=`? */
export function areComparable(left: PgType, right: PgType): boolean {
  const [first, second] = [underlyingType(left), underlyingType(right)]
  if (!hasOrder(first) || !hasOrder(second)) return false
  if (first.kind === 'base' && second.kind === 'base') {
    return first.name === second.name || families.some((family) => family.has(first.name) && family.has(second.name))
  }
  return isSameType(first, second)
}

/** One type, apart from the length or precision that a column may add. */
export function isSameType(left: PgType, right: PgType): boolean {
  if (left.kind === 'array' && right.kind === 'array') return isSameType(left.element, right.element)
  return left.kind === right.kind && left.oid === right.oid && left.name === right.name
}
