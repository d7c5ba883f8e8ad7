import { firstUserOid, underlyingType, type PgType } from './pg-type.ts'

/**
 * PostgreSQL's own types without a default btree operator class: ORDER BY, GROUP BY, DISTINCT and `<` fail on them. The
 * test asks a server for each of its types.
 */
const withoutOrder = new Set([
  'aclitem',
  'box',
  'cid',
  'circle',
  'gtsvector',
  'json',
  'jsonpath',
  'line',
  'lseg',
  'path',
  'pg_brin_bloom_summary',
  'pg_brin_minmax_multi_summary',
  'pg_dependencies',
  'pg_mcv_list',
  'pg_ndistinct',
  'pg_node_tree',
  'pg_snapshot',
  'point',
  'polygon',
  'refcursor',
  'txid_snapshot',
  'xid',
  'xml',
])

/** Can values of the type be ordered and told apart? That of an extension counts as one that can, as most can. */
export function hasOrder(type: PgType): boolean {
  return holdsForParts(type, ({ name }) => !withoutOrder.has(name))
}

/** The same where it must be certain: that of an extension counts as one that cannot. */
export function surelyHasOrder(type: PgType): boolean {
  return holdsForParts(type, ({ name, oid }) => oid < firstUserOid && !withoutOrder.has(name))
}

type BaseType = Extract<PgType, { readonly kind: 'base' }>

function holdsForParts(type: PgType, holds: (base: BaseType) => boolean): boolean {
  const underlying = underlyingType(type)
  switch (underlying.kind) {
    case 'base':
      return holds(underlying)
    case 'array':
      return holdsForParts(underlying.element, holds)
    case 'composite':
      return underlying.fields.every((field) => holdsForParts(field.type, holds))
    default:
      return true
  }
}
