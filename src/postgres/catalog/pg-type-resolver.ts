import type { PgField, PgType } from '../../catalog/pg-type.ts'

/** A row of pg_type, as `typesQuery` gives it. */
export interface TypeRow {
  readonly oid: number
  readonly name: string
  /** typtype */
  readonly kind: string
  readonly element: number | null
  readonly base: number | null
  readonly modifier: number
  readonly relation: number | null
  readonly subtype: number | null
  readonly labels: readonly string[] | null
}

export interface FieldRow {
  readonly name: string
  readonly type: number
  readonly modifier: number
}

/**
 * Builds `PgType` trees from the flat rows of the catalog. They end: PostgreSQL admits no type that contains itself,
 * not even through an array.
 */
export function createPgTypeResolver(
  types: readonly TypeRow[],
  fields: ReadonlyMap<number, readonly FieldRow[]>,
): (oid: number, modifier: number) => PgType {
  const byOid = new Map(types.map((type) => [type.oid, type]))

  function resolve(oid: number, modifier: number): PgType {
    const type = byOid.get(oid)
    if (type === undefined) return { kind: 'base', oid, name: 'unknown', modifier }
    const { name } = type
    if (type.element !== null) return { kind: 'array', oid, name, element: resolve(type.element, modifier) }
    if (type.kind === 'e') return { kind: 'enum', oid, name, labels: type.labels ?? [] }
    if (type.kind === 'd' && type.base !== null)
      return { kind: 'domain', oid, name, base: resolve(type.base, type.modifier) }
    if (type.kind === 'c' && type.relation !== null) {
      const members = fields.get(type.relation)
      if (members === undefined) return { kind: 'base', oid, name, modifier }
      return {
        kind: 'composite',
        oid,
        name,
        fields: members.map((field): PgField => ({ name: field.name, type: resolve(field.type, field.modifier) })),
      }
    }
    if ((type.kind === 'r' || type.kind === 'm') && type.subtype !== null) {
      return { kind: type.kind === 'r' ? 'range' : 'multirange', oid, name, subtype: resolve(type.subtype, -1) }
    }
    return { kind: 'base', oid, name, modifier }
  }
  return resolve
}
