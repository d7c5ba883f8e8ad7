/**
 * A PostgreSQL type as the catalog describes it, plain JSON so that it can cross threads.
 * Domains are kept (`kind: 'domain'`) with their base type; array element types are resolved.
 */
export type PgType =
  | { readonly kind: 'base'; readonly oid: number; readonly name: string; readonly modifier: number }
  | { readonly kind: 'array'; readonly oid: number; readonly name: string; readonly element: PgType }
  | { readonly kind: 'enum'; readonly oid: number; readonly name: string; readonly labels: readonly string[] }
  | { readonly kind: 'domain'; readonly oid: number; readonly name: string; readonly base: PgType }
  | { readonly kind: 'composite'; readonly oid: number; readonly name: string; readonly fields: readonly PgField[] }
  | { readonly kind: 'range' | 'multirange'; readonly oid: number; readonly name: string; readonly subtype: PgType }

export interface PgField {
  readonly name: string
  readonly type: PgType
}

/**
 * `name` is the type's own name in pg_type (`int8`, `text`, `_int4`), unqualified; `modifier` is atttypmod, -1 when
 * none.
 */
export function baseType(name: string, oid: number, modifier = -1): PgType {
  return { kind: 'base', oid, name, modifier }
}

/** FirstNormalObjectId of transam.h: smaller object ids are PostgreSQL's own, in every database the same. */
export const firstUserOid = 16_384

/** The type below any domains. */
export function underlyingType(type: PgType): PgType {
  return type.kind === 'domain' ? underlyingType(type.base) : type
}
