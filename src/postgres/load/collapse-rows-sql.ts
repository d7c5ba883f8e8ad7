import type { OrderBy, ResolvedEntity, ResolvedValue } from '../../mapping/resolved.ts'
import { branchColumn, firstColumn, firstOrderColumn, nameOf, type ColumnNames } from './source-rows-sql.ts'

/** The number of source rows behind a collapsed row. */
export const rowsColumn = 'n'
/** What a group knows beyond its winner: `present`, `least`, `greatest`, `first`. */
export const groupColumn = (value: number): string => `g${value}`

/**
 * One row per item, from `rows` (a complete SELECT): a window over each group numbers its rows in the order of the
 * policy, the first one stays. Rows with NULL in a column of the identity belong to no group: all stay, and what would
 * be said of the group is said of the row alone.
 *
 * Policy `fail` gives the first row with its count; whoever reads a count above 1 stops.
 */
export function collapseRowsSql(entity: ResolvedEntity, columns: ColumnNames, rows: string): string {
  const plain = [...columns.values()]
  const group = groupValues(entity)
  if (entity.identity.kind === 'unique') {
    const alone = group.map(({ value, index }) => `${aloneSql(entity, value, index, columns)} AS ${groupColumn(index)}`)
    return `SELECT ${[...plain, `1::int8 AS ${rowsColumn}`, ...alone].join(', ')} FROM (${rows}) AS r`
  }

  const { columns: identity, policy, orderBy } = entity.identity
  const keys = identity.map((column) => nameOf(columns, column))
  const order = [
    ...orderSql(orderBy, columns, policy === 'last'),
    ...(entity.source.kind === 'union' ? [branchColumn] : []),
  ]
  const number = `row_number() OVER (same${order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`})`
  const windows = group.map(({ value, index }) => `${windowSql(entity, value, index, columns, keys)} AS w${index}`)
  const inner = `SELECT r.*, ${[`${number} AS place`, 'count(*) OVER same AS many', ...windows].join(', ')} FROM (${rows}) AS r WINDOW same AS (PARTITION BY ${keys.join(', ')})`

  const single = keys.map((key) => `${key} IS NULL`).join(' OR ')
  const either = (alone: string, grouped: string): string => `CASE WHEN ${single} THEN ${alone} ELSE ${grouped} END`
  const list = [
    ...plain,
    `${either('1::int8', 'many')} AS ${rowsColumn}`,
    ...group.map(
      ({ value, index }) => `${either(aloneSql(entity, value, index, columns), `w${index}`)} AS ${groupColumn(index)}`,
    ),
  ]
  // Not "= 1": of that the planner expects one row in 200, and joins what follows row by row; of "<" it expects a
  // third.
  return `SELECT ${list.join(', ')} FROM (${inner}) AS w WHERE place < 2 OR ${single}`
}

type GroupValue = Extract<ResolvedValue, { kind: 'present' | 'least' | 'greatest' | 'first' }>

function groupValues(entity: ResolvedEntity): readonly { readonly value: GroupValue; readonly index: number }[] {
  return entity.values.flatMap((value, index) =>
    value.kind === 'present' || value.kind === 'least' || value.kind === 'greatest' || value.kind === 'first'
      ? [{ value, index }]
      : [],
  )
}

function windowSql(
  entity: ResolvedEntity,
  value: GroupValue,
  index: number,
  columns: ColumnNames,
  keys: readonly string[],
): string {
  if (value.kind === 'present') return `bool_or(${isBranch(entity, value.branch)}) OVER same`
  if (value.kind !== 'first')
    return `${value.kind === 'least' ? 'min' : 'max'}(${nameOf(columns, value.column)}) OVER same`
  const order = value.orderBy.map(
    ({ descending }, place) => `${firstOrderColumn(index, place)}${descending ? ' DESC' : ''}`,
  )
  // Rows of other branches hold NULL here, so a group without a row of this branch gives NULL by itself.
  return `first_value(${firstColumn(index)}) OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${[`(${isBranch(entity, value.branch)}) DESC`, ...order].join(', ')} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`
}

function aloneSql(entity: ResolvedEntity, value: GroupValue, index: number, columns: ColumnNames): string {
  if (value.kind === 'present') return isBranch(entity, value.branch)
  return value.kind === 'first' ? firstColumn(index) : nameOf(columns, value.column)
}

function isBranch(entity: ResolvedEntity, name: string): string {
  const number =
    entity.source.kind === 'union' ? entity.source.branches.findIndex((branch) => branch.name === name) : -1
  return number === -1 ? 'false' : `${branchColumn} = ${number}`
}

/** Turned round, `ASC` with NULLs last becomes `DESC` with NULLs first: PostgreSQL's defaults mirror each other. */
function orderSql(orderBy: readonly OrderBy[], columns: ColumnNames, reversed: boolean): readonly string[] {
  return orderBy.map(({ column, descending }) => `${nameOf(columns, column)}${descending === reversed ? '' : ' DESC'}`)
}
