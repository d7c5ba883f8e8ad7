import { assertNever } from '../../assert-never.ts'
import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import type { ResolvedEntity, ResolvedRelation, ResolvedValue } from '../../mapping/resolved.ts'
import type { KeyRange } from '../chunks/chunk.ts'
import { localSql, lookupJoinsSql } from './lookup-sql.ts'
import { predicatesSql, whereSql } from './predicate-sql.ts'
import { byteOrder, collated, quoteIdentifier, quoteTable } from '../quote.ts'
import { isCollatable, rangeSql } from '../chunks/range-sql.ts'
import type { ColumnNames } from './source-rows-sql.ts'

export type RelationValue = Extract<ResolvedValue, { readonly relation: ResolvedRelation }>

/** All values over one relation; they share one aggregated subquery, joined as `alias`. */
export interface RelationGroup {
  readonly alias: string
  readonly relation: ResolvedRelation
  readonly members: readonly { readonly value: RelationValue; readonly index: number }[]
}

/** Different relations are aggregated apart: joined into each other they would multiply their rows. */
export function relationGroups(values: readonly ResolvedValue[]): readonly RelationGroup[] {
  const related = values.flatMap((value, index) => ('relation' in value ? [{ value, index }] : []))
  return [...Map.groupBy(related, ({ value }) => JSON.stringify(value.relation)).values()].flatMap(
    (members, number) => {
      const [first] = members
      return first === undefined ? [] : [{ alias: `a${number}`, relation: first.value.relation, members }]
    },
  )
}

/** What narrows the related rows to those of the chunk. */
export interface RelationContext {
  readonly entity: ResolvedEntity
  readonly columns: ColumnNames
  readonly range: KeyRange
  /** The chunk's source rows, a complete SELECT. */
  readonly rows: string
}

/**
 * The relation aggregated once per key, to be joined to the rows `s`. Only related rows that can match the chunk are
 * read, so the cost of all chunks together is that of reading the relation once:
 *
 * - joined on the chunk column: the chunk's range, applied to the related column (an index range there)
 * - else: a semi-join with the keys of the chunk, which PostgreSQL plans as index look-ups or as one hash
 * - the whole table in one chunk: no restriction
 */
export function relationJoinSql(group: RelationGroup, context: RelationContext): string {
  const pairs = group.relation.branches[0]?.on ?? []
  const keys = pairs.map((_, place) => `k${place}`)
  const column = (name: string): string =>
    collated(quoteIdentifier(name), group.relation.bytewise?.includes(name) === true ? byteOrder : undefined)
  const branches = group.relation.branches.map((branch) => {
    const list = [
      ...branch.on.map((pair, place) => `${column(pair.column)} AS k${place}`),
      ...group.members.flatMap(({ value, index }) => inputColumns(value, index, column)),
    ]
    const conditions = [
      ...predicatesSql(branch.where),
      ...branch.on.map((pair) => `${quoteIdentifier(pair.column)} IS NOT NULL`),
      ...restrictionSql(branch.on, context),
    ]
    return `SELECT ${list.join(', ')} FROM ${quoteTable(branch.table)}${whereSql(conditions)}`
  })
  const aggregates = group.members.map(({ value, index }) => `${aggregateSql(value, index)} AS v${index}`)
  const on = pairs.map(
    (pair, place) =>
      `${group.alias}.k${place} = ${collated(localSql(pair.equals, context.columns), group.relation.bytewise?.includes(pair.column) === true ? byteOrder : pair.collation)}`,
  )
  return `LEFT JOIN (SELECT ${[...keys, ...aggregates].join(', ')} FROM (${branches.join('\nUNION ALL ')}) AS q GROUP BY ${keys.join(', ')}) AS ${group.alias} ON ${on.join(' AND ')}`
}

/** The value itself; a row without related rows finds no group, and has 0, false or an empty array. */
export function relationValueSql(group: RelationGroup, value: RelationValue, index: number): string {
  const found = `${group.alias}.v${index}`
  switch (value.kind) {
    case 'count':
      return `coalesce(${found}, 0)`
    case 'sum':
      return castTo(`coalesce(${found}, 0)`, value.type)
    case 'exists':
      return `(${group.alias}.k0 IS NOT NULL)`
    case 'gather':
      return `coalesce(${found}, ${emptyArray(value)})`
    default:
      return assertNever(value)
  }
}

type Pairs = ResolvedRelation['branches'][number]['on']

function restrictionSql(on: Pairs, { entity, columns, range, rows }: RelationContext): readonly string[] {
  const { chunkBy, source } = entity
  const pair =
    chunkBy === null ? undefined : on.find(({ equals }) => equals.kind === 'column' && equals.column === chunkBy.column)
  if (chunkBy !== null && pair !== undefined) {
    // A key that is NULL joins with nothing.
    if (range.kind === 'nulls') return ['false']
    // The bounds hold under the chunk column's collation, which the related column need not share.
    const bounded = range.kind === 'range' && (range.low !== null || range.high !== null)
    if (bounded && !isCollatable(chunkBy.type)) return rangeSql(quoteIdentifier(pair.column), range, chunkBy)
  }
  const whole = range.kind === 'all' || (range.kind === 'range' && range.low === null && range.high === null)
  if (
    whole &&
    source.kind === 'table' &&
    source.where.length === 0 &&
    on.every(({ equals }) => equals.kind === 'column')
  )
    return []

  const lookups = on.some(({ equals }) => equals.kind === 'lookup') ? lookupJoinsSql(entity.lookups, columns) : []
  const keys = `SELECT ${on.map(({ equals, collation }) => collated(localSql(equals, columns), collation)).join(', ')} FROM (${rows}) AS s${lookups.map((join) => ` ${join}`).join('')}`
  const related = on.map(({ column }) => quoteIdentifier(column))
  return [`${related.length === 1 ? related.join('') : `(${related.join(', ')})`} IN (${keys})`]
}

/** What an aggregate needs of a related row: `x…` its values, `o…` its order; `column` writes a related column. */
function inputColumns(value: RelationValue, index: number, column: (name: string) => string): readonly string[] {
  switch (value.kind) {
    case 'exists':
      return []
    case 'count':
      return value.distinct === null ? [] : [`${column(value.distinct)} AS x${index}_0`]
    case 'sum':
      return [`${column(value.column)} AS x${index}_0`]
    case 'gather':
      return [
        ...value.columns.map(({ column: name }, place) => `${column(name)} AS x${index}_${place}`),
        ...(value.distinct
          ? []
          : value.orderBy.map(({ column: name }, place) => `${column(name)} AS o${index}_${place}`)),
      ]
    default:
      return assertNever(value)
  }
}

function aggregateSql(value: RelationValue, index: number): string {
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
      hasOrder(type) ? `x${index}_${place}` : `x${index}_${place}::text COLLATE "C"`,
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

const withoutOrder = new Set([
  'json',
  'jsonpath',
  'xml',
  'point',
  'line',
  'lseg',
  'box',
  'path',
  'polygon',
  'circle',
  'xid',
  'cid',
  'aclitem',
])

function hasOrder(type: PgType): boolean {
  const base = underlyingType(type)
  switch (base.kind) {
    case 'base':
      return base.oid < 16_384 && !withoutOrder.has(base.name)
    case 'array':
      return hasOrder(base.element)
    case 'composite':
      return base.fields.every((field) => hasOrder(field.type))
    default:
      return true
  }
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
