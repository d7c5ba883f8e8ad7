import type { OrderBy, ResolvedEntity, ResolvedSource, ResolvedValue } from '../../mapping/resolved.ts'
import { byteOrder, collated, quoteIdentifier, quoteTable } from '../../postgres/quote.ts'
import { columnOf, referencePredicate } from './reference-predicate.ts'
import type { RowFilter } from './combination-filter.ts'

/**
 * Before every column that the reference query adds to a row: random, so that no column of a user's table has it by
 * chance.
 */
const mark = 'pgfold 6f2b91d4c8e7'

export const reserved = {
  rows: `${mark} rows`,
  branch: `${mark} branch`,
  value: (at: number) => `${mark} value ${at}`,
  order: (at: number, of: number) => `${mark} order ${at} ${of}`,
}

/** The rows that become items, as a FROM item under `alias`. */
export function referenceRows(entity: ResolvedEntity, alias: string, filter: RowFilter | undefined): string {
  const source = sourceSql(entity, filter)
  return `(${entity.identity.kind === 'unique' ? plainRows(entity, source) : collapsedRows(entity, source)}) ${alias}`
}

/** The plain source rows of an entity, a complete SELECT. */
export function sourceRowsSql(entity: ResolvedEntity): string {
  return sourceSql(entity, undefined)
}

/** Nothing collapses: a value that describes the group describes its one row. */
function plainRows(entity: ResolvedEntity, source: string): string {
  // The first of a branch stands in the row already, under this name.
  const extra = groupValues(entity)
    .filter(({ value }) => value.kind !== 'first')
    .map(({ value, at }) => `${singleValue('r', value, at, entity.source)} AS ${quoteIdentifier(reserved.value(at))}`)
  return extra.length === 0 ? source : `SELECT r.*, ${extra.join(', ')} FROM (${source}) r`
}

/**
 * One row per group: the winner by DISTINCT ON, what the group knows by GROUP BY, the first row of a branch by its own
 * DISTINCT ON. Rows with NULL in a column of the identity collapse with nothing and follow by UNION ALL.
 */
function collapsedRows(entity: ResolvedEntity, source: string): string {
  if (entity.identity.kind !== 'grouped') return source
  const { columns, policy } = entity.identity
  const order =
    policy === 'last'
      ? entity.identity.orderBy.map(({ column, descending }) => ({ column, descending: !descending }))
      : entity.identity.orderBy
  const keys = (alias: string): string[] => columns.map((column) => columnOf(alias, column))
  const whole = (alias: string): string =>
    keys(alias)
      .map((key) => `${key} IS NOT NULL`)
      .join(' AND ')
  const sameGroup = (one: string, two: string): string =>
    columns.map((column) => `${columnOf(one, column)} = ${columnOf(two, column)}`).join(' AND ')
  const special = groupValues(entity)
  const aggregates = special.filter(({ value }) => value.kind !== 'first')
  const firsts = special.filter(({ value }) => value.kind === 'first')
  const branchOrder = entity.source.kind === 'union' ? [{ column: reserved.branch, descending: false }] : []
  const extraOf = (at: number): string => quoteIdentifier(reserved.value(at))

  const winners =
    `SELECT DISTINCT ON (${keys('r').join(', ')}) r.* FROM (${source}) r WHERE ${whole('r')} ORDER BY ` +
    `${[...keys('r'), ...orderSql('r', [...order, ...branchOrder])].join(', ')}`
  const groups =
    'SELECT ' +
    `${[...keys('r'), `count(*) AS ${quoteIdentifier(reserved.rows)}`, ...aggregates.map(({ value, at }) => `${aggregateValue('r', value, entity.source)} AS ${extraOf(at)}`)].join(', ')} ` +
    `FROM (${source}) r WHERE ${whole('r')} GROUP BY ${keys('r').join(', ')}`
  const firstJoins = firsts.map(({ value, at }) => {
    const orders =
      value.kind === 'first'
        ? value.orderBy.map(({ descending }, of) => ({ column: reserved.order(at, of), descending }))
        : []
    const branch = value.kind === 'first' ? branchNumber(entity.source, value.branch) : 0
    const inner =
      `SELECT DISTINCT ON (${keys('r').join(', ')}) ${keys('r').join(', ')}, ` +
      `${columnOf('r', reserved.value(at))} AS ${extraOf(at)} FROM (${source}) r WHERE ` +
      `${columnOf('r', reserved.branch)} = ${branch} AND ${whole('r')} ORDER BY ` +
      `${[...keys('r'), ...orderSql('r', orders)].join(', ')}`
    return `LEFT JOIN (${inner}) f${at} ON ${sameGroup(`f${at}`, 'w')}`
  })
  const plain = plainColumns(entity)
  const collapsed = [
    ...plain.map((column) => columnOf('w', column)),
    `${columnOf('g', reserved.rows)} AS ${quoteIdentifier(reserved.rows)}`,
    ...special.map(
      ({ value, at }) => `${columnOf(value.kind === 'first' ? `f${at}` : 'g', reserved.value(at))} AS ${extraOf(at)}`,
    ),
  ]
  const single = [
    ...plain.map((column) => columnOf('r', column)),
    '1',
    ...special.map(({ value, at }) => singleValue('r', value, at, entity.source)),
  ]
  return [
    `SELECT ${collapsed.join(', ')} FROM (${winners}) w JOIN (${groups}) g ON ${sameGroup('g', 'w')}`,
    ...firstJoins,
    `UNION ALL SELECT ${single.join(', ')} FROM (${source}) r WHERE NOT (${whole('r')})`,
  ].join('\n')
}

/** Every column that anything above the rows asks for: values, look-ups, relations, the identity. */
function plainColumns(entity: ResolvedEntity): string[] {
  const columns = new Set<string>()
  for (const value of entity.values) {
    if (value.kind === 'column') columns.add(value.column)
    if ('relation' in value)
      for (const branch of value.relation.branches)
        for (const { equals } of branch.on) if (equals.kind === 'column') columns.add(equals.column)
  }
  for (const lookup of entity.lookups)
    for (const { equals } of lookup.on) if (equals.kind === 'column') columns.add(equals.column)
  return [...columns]
}

/** Every column of its rows that an entity reads: a role may have been granted these and no others. */
function readColumns(entity: ResolvedEntity): string[] {
  const columns = new Set(plainColumns(entity))
  for (const value of entity.values) if (value.kind === 'least' || value.kind === 'greatest') columns.add(value.column)
  if (entity.identity.kind === 'grouped') {
    for (const column of entity.identity.columns) columns.add(column)
    for (const { column } of entity.identity.orderBy) columns.add(column)
  }
  return [...columns]
}

function groupValues(entity: ResolvedEntity): { readonly value: ResolvedValue; readonly at: number }[] {
  return entity.values
    .map((value, at) => ({ value, at }))
    .filter(
      ({ value }) =>
        value.kind === 'present' || value.kind === 'least' || value.kind === 'greatest' || value.kind === 'first',
    )
}

function aggregateValue(alias: string, value: ResolvedValue, source: ResolvedSource): string {
  if (value.kind === 'present')
    return `bool_or(${columnOf(alias, reserved.branch)} = ${branchNumber(source, value.branch)})`
  if (value.kind === 'least') return `min(${columnOf(alias, value.column)})`
  if (value.kind === 'greatest') return `max(${columnOf(alias, value.column)})`
  return 'NULL'
}

function singleValue(alias: string, value: ResolvedValue, at: number, source: ResolvedSource): string {
  if (value.kind === 'present') return `${columnOf(alias, reserved.branch)} = ${branchNumber(source, value.branch)}`
  if (value.kind === 'least' || value.kind === 'greatest') return columnOf(alias, value.column)
  return columnOf(alias, reserved.value(at))
}

function orderSql(alias: string, order: readonly OrderBy[]): string[] {
  return order.map(({ column, descending }) => `${columnOf(alias, column)}${descending ? ' DESC' : ''}`)
}

function branchNumber(source: ResolvedSource, name: string): number {
  return source.kind === 'union' ? source.branches.findIndex((branch) => branch.name === name) : -1
}

/** The source rows under the source's own column names. */
function sourceSql(entity: ResolvedEntity, filter: RowFilter | undefined): string {
  const { source, values } = entity
  const kept = filter === undefined ? '' : ` AND (${filter('r')})`
  if (source.kind === 'table')
    return `SELECT ${readColumns(entity)
      .map((column) => columnOf('r', column))
      .join(', ')} FROM ${quoteTable(source.table)} r WHERE ${referencePredicate('r', source.where)}${kept}`
  if (source.kind === 'query')
    return `SELECT r.* FROM (${source.sql}) r WHERE ${referencePredicate('r', source.where)}${kept}`
  const firsts = values.map((value, at) => ({ value, at }))
  const branches = source.branches.map((branch, number) => {
    const shared = readColumns(entity).map(
      (name) =>
        `${collated(columnOf('t', branch.columns[name] ?? name), source.bytewise?.includes(name) === true ? byteOrder : undefined)} ` +
        `AS ${quoteIdentifier(name)}`,
    )
    const own = firsts.flatMap(({ value, at }) => {
      if (value.kind !== 'first') return []
      const wanted = [
        { column: value.column, name: reserved.value(at) },
        ...value.orderBy.map(({ column }, of) => ({ column, name: reserved.order(at, of) })),
      ]
      const owner = source.branches.find(({ name }) => name === value.branch)
      return wanted.map(
        ({ column, name }) =>
          `${owner === undefined || owner === branch ? columnOf('t', column) : typedNull(quoteTable(owner.table), column)} ` +
          `AS ${quoteIdentifier(name)}`,
      )
    })
    return (
      `SELECT ${[...shared, ...own, `${number} AS ${quoteIdentifier(reserved.branch)}`].join(', ')} FROM ` +
      `${quoteTable(branch.table)} t WHERE ${referencePredicate('t', branch.where)}`
    )
  })
  const all = branches.join(' UNION ALL ')
  return filter === undefined ? all : `SELECT r.* FROM (${all}) r WHERE ${filter('r')}`
}

/** A NULL of exactly the column's type, whatever it is called: the other branches of the UNION need it. */
function typedNull(table: string, column: string): string {
  return `(SELECT ${columnOf('x', column)} FROM ${table} x LIMIT 0)`
}
