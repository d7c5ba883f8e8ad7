import { assertNever } from '../../assert-never.ts'
import { surelyHasOrder } from '../../catalog/has-order.ts'
import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import type { ResolvedRelation, ResolvedValue } from '../../mapping/resolved.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'

export type RelationValue = Extract<ResolvedValue, { readonly relation: ResolvedRelation }>

/** The value itself; a row without related rows finds no group, and has 0, false or an empty array. */
export function aggregatedValueSql(alias: string, value: RelationValue, index: number): string {
  const found = `${alias}.v${index}`
  switch (value.kind) {
    case 'count':
      return `coalesce(${found}, 0)`
    case 'sum':
      return castTo(`coalesce(${found}, 0)`, value.type)
    case 'exists':
      return `(${alias}.k0 IS NOT NULL)`
    case 'gather':
      return `coalesce(${found}, ${emptyArray(value)})`
    default:
      return assertNever(value)
  }
}

/** A related column under a name of our own. */
export interface InputColumn {
  readonly column: string
  readonly name: string
}

/** What an aggregate needs of a related row: `x…` its values, `o…` its order. */
export function inputColumns(value: RelationValue, index: number): readonly InputColumn[] {
  switch (value.kind) {
    case 'exists':
      return []
    case 'count':
      return value.distinct === null ? [] : [{ column: value.distinct, name: `x${index}_0` }]
    case 'sum':
      return [{ column: value.column, name: `x${index}_0` }]
    case 'gather':
      return [
        ...value.columns.map(({ column }, place) => ({ column, name: `x${index}_${place}` })),
        ...(value.distinct ? [] : value.orderBy.map(({ column }, place) => ({ column, name: `o${index}_${place}` }))),
      ]
    default:
      return assertNever(value)
  }
}

export function aggregateSql(value: RelationValue, index: number): string {
  switch (value.kind) {
    case 'exists':
      return 'true'
    case 'count':
      return value.distinct === null ? 'count(*)' : `count(DISTINCT x${index}_0)`
    case 'sum':
      // Adding floats in another order gives another sum: the order is fixed, so that two runs agree.
      return isFloat(value.type) ? `sum(x${index}_0 ORDER BY x${index}_0)` : `sum(x${index}_0)`
    case 'gather':
      return gatherSql(value, index)
    default:
      return assertNever(value)
  }
}

/**
 * Ordered by the mapping's columns, then by the elements themselves. Distinct elements are ordered by themselves only,
 * in the direction of the mapping's first column: PostgreSQL has no other order for them.
 */
function gatherSql(value: Extract<RelationValue, { kind: 'gather' }>, index: number): string {
  const all = value.columns.map((_, place) => `x${index}_${place}`)
  const element = value.element === 'scalar' ? (all[0] ?? 'NULL') : `ROW(${all.join(', ')})`
  const present = value.element === 'scalar' ? ` FILTER (WHERE ${element} IS NOT NULL)` : ''
  if (value.distinct)
    return `array_agg(DISTINCT ${element} ORDER BY ${element}${value.orderBy[0]?.descending === true ? ' DESC' : ''})${present}`
  const order = [
    ...value.orderBy.map(({ descending }, place) => `o${index}_${place}${descending ? ' DESC' : ''}`),
    ...value.columns.map(({ type }, place) =>
      surelyHasOrder(type) ? `x${index}_${place}` : `x${index}_${place}::text COLLATE "C"`,
    ),
  ]
  return `array_agg(${element} ORDER BY ${order.join(', ')})${present}`
}

/** Typed by the column itself: a plain '{}' has no type where the elements are records. */
function emptyArray(value: Extract<RelationValue, { kind: 'gather' }>): string {
  const [branch] = value.relation.branches
  const columns = value.columns.map(({ column }) => quoteIdentifier(column))
  const element = value.element === 'scalar' ? (columns[0] ?? 'NULL') : `ROW(${columns.join(', ')})`
  return branch === undefined ? "'{}'" : `ARRAY(SELECT ${element} FROM ${quoteTable(branch.table)} LIMIT 0)`
}

function isFloat(type: PgType): boolean {
  const base = underlyingType(type)
  return base.kind === 'base' && (base.name === 'float4' || base.name === 'float8')
}

/** `sum` of int4 is int8 at the server; the mapping says numeric, and the codec follows the mapping. */
function castTo(sql: string, type: PgType): string {
  return type.kind === 'base' && type.oid > 0 && type.oid < 16_384
    ? `${sql}::pg_catalog.${quoteIdentifier(type.name)}`
    : sql
}
