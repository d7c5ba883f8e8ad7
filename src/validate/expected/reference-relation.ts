import { surelyHasOrder } from '../../catalog/has-order.ts'
import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import type { LocalColumn, ResolvedRelation, ResolvedValue } from '../../mapping/resolved.ts'
import { byteOrder, collated, quoteTable } from '../../postgres/quote.ts'
import { columnOf, referencePredicate } from './reference-predicate.ts'
import type { HasIndex } from './has-index-in.ts'

type RelationValue = Extract<ResolvedValue, { readonly relation: ResolvedRelation }>

/** A column of the row (`s`) or of a look-up joined to it (`l0`, `l1` …). */
export function localColumnSql(alias: string, local: LocalColumn): string {
  return local.kind === 'column' ? columnOf(alias, local.column) : columnOf(`l${local.lookup}`, local.column)
}

/** The value as a scalar subquery, or as the column of the grouped subquery that `relationJoins` has joined. */
export function referenceRelation(alias: string, value: RelationValue, at: number, hasIndex: HasIndex): string {
  const correlated = isIndexed(value.relation, hasIndex)
  const found = correlated ? `(SELECT ${aggregateSql(value)} FROM (${correlatedRows(alias, value)}) q)` : `g${at}.v`
  if (value.kind === 'count') return `coalesce(${found}, 0)`
  if (value.kind === 'sum') return `coalesce(${found}, 0)`
  if (value.kind === 'exists') return `coalesce(${found}, false)`
  return `coalesce(${found}, ${emptyArray(value)})`
}

/** The LEFT JOIN for a relation that no index serves; none when a correlated subquery is cheap. */
export function relationJoins(alias: string, value: RelationValue, at: number, hasIndex: HasIndex): string[] {
  if (isIndexed(value.relation, hasIndex)) return []
  const target = `g${at}`
  const pairs = value.relation.branches[0]?.on ?? []
  const keys = pairs.map((_pair, of) => `q.k${of}`)
  const rows = value.relation.branches.map((branch) => {
    const columns = [
      ...branch.on.map((pair, of) => `${relatedSql(value.relation, pair.column)} AS k${of}`),
      ...rowColumns(value),
    ]
    return (
      `SELECT ${columns.join(', ')} FROM ${quoteTable(branch.table)} r WHERE ` +
      `${referencePredicate('r', branch.where)}`
    )
  })
  const on = pairs.map(
    (pair, of) =>
      `${target}.k${of} = ` +
      `${collated(localColumnSql(alias, pair.equals), isBytewise(value.relation, pair.column) ? byteOrder : pair.collation)}`,
  )
  return [
    `LEFT JOIN (SELECT ${[...keys, `${aggregateSql(value)} AS v`].join(', ')} FROM ` +
      `(${rows.join(' UNION ALL ')}) q GROUP BY ${keys.join(', ')}) ${target} ON ${on.join(' AND ')}`,
  ]
}

function isIndexed(relation: ResolvedRelation, hasIndex: HasIndex): boolean {
  return relation.branches.every((branch) =>
    hasIndex(
      branch.table,
      branch.on.map((pair) => pair.column),
    ),
  )
}

function correlatedRows(alias: string, value: RelationValue): string {
  return value.relation.branches
    .map((branch) => {
      const on = branch.on.map(
        (pair) => `${columnOf('r', pair.column)} = ${collated(localColumnSql(alias, pair.equals), pair.collation)}`,
      )
      return (
        `SELECT ${rowColumns(value).join(', ')} FROM ${quoteTable(branch.table)} r WHERE ` +
        `${[...on, referencePredicate('r', branch.where)].join(' AND ')}`
      )
    })
    .join(' UNION ALL ')
}

/** What the aggregate needs of a related row: v0, v1 … the values, o0, o1 … the order. */
function rowColumns(value: RelationValue): string[] {
  switch (value.kind) {
    case 'exists':
      return ['1 AS v0']
    case 'count':
      return [value.distinct === null ? '1 AS v0' : `${relatedSql(value.relation, value.distinct)} AS v0`]
    case 'sum':
      return [`${relatedSql(value.relation, value.column)} AS v0`]
    case 'gather':
      return [
        ...value.columns.map(({ column }, at) => `${relatedSql(value.relation, column)} AS v${at}`),
        ...value.orderBy.map(({ column }, at) => `${relatedSql(value.relation, column)} AS o${at}`),
      ]
  }
}

/** Between tables whose collations differ only the bytes are one measure. */
function relatedSql(relation: ResolvedRelation, column: string): string {
  return collated(columnOf('r', column), isBytewise(relation, column) ? byteOrder : undefined)
}

function isBytewise({ bytewise = [] }: ResolvedRelation, column: string): boolean {
  return bytewise.includes(column)
}

function aggregateSql(value: RelationValue): string {
  switch (value.kind) {
    case 'exists':
      return 'count(*) > 0'
    case 'count':
      return value.distinct === null ? 'count(*)' : 'count(DISTINCT q.v0)'
    case 'sum':
      // Floats added in another order give another sum.
      return isFloat(value.type) ? 'sum(q.v0 ORDER BY q.v0)' : 'sum(q.v0)'
    case 'gather':
      return gatherSql(value)
  }
}

function gatherSql(value: Extract<RelationValue, { kind: 'gather' }>): string {
  const all = value.columns.map((_column, at) => `q.v${at}`)
  const element = value.element === 'scalar' ? 'q.v0' : `ROW(${all.join(', ')})`
  const notNull = value.element === 'scalar' ? ' FILTER (WHERE q.v0 IS NOT NULL)' : ''
  const [order] = value.orderBy
  // PostgreSQL orders the distinct values of an aggregate by the value itself only; the mapping allows no other order
  // there.
  if (value.distinct)
    return `array_agg(DISTINCT ${element} ORDER BY ${element}${order?.descending === true ? ' DESC' : ''})${notNull}`
  const ties = value.columns.map(({ type }, at) => (surelyHasOrder(type) ? `q.v${at}` : `q.v${at}::text COLLATE "C"`))
  const orders = [...value.orderBy.map(({ descending }, at) => `q.o${at}${descending ? ' DESC' : ''}`), ...ties]
  return `array_agg(${element} ORDER BY ${orders.join(', ')})${notNull}`
}

/** An empty array prints as `{}` whatever its type: taken from the same aggregate over no rows it would be NULL. */
function emptyArray(value: Extract<RelationValue, { kind: 'gather' }>): string {
  const branch = value.relation.branches[0]
  const columns = value.columns.map(({ column }) => columnOf('x', column))
  const element = value.element === 'scalar' ? (columns[0] ?? 'NULL') : `ROW(${columns.join(', ')})`
  return branch === undefined ? "'{}'" : `ARRAY(SELECT ${element} FROM ${quoteTable(branch.table)} x LIMIT 0)`
}

function isFloat(type: PgType): boolean {
  const base = underlyingType(type)
  return base.kind === 'base' && (base.name === 'float4' || base.name === 'float8')
}
