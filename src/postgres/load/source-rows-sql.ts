import { assertNever } from '../../assert-never.ts'
import type { ResolvedEntity, ResolvedValue, UnionBranch } from '../../mapping/resolved.ts'
import type { KeyRange } from '../chunks/chunk.ts'
import { narrowedTableSql, type Narrowing } from './narrowed-table-sql.ts'
import { predicatesSql, whereSql } from './predicate-sql.ts'
import { byteOrder, collated, quoteIdentifier, quoteTable } from '../quote.ts'
import { chunkOrderSql, rangeSql } from '../chunks/range-sql.ts'

/**
 * The columns of the source rows under names of our own, `c0`, `c1` …: no column of a user's table can then clash with
 * the bookkeeping columns, whatever it is called.
 */
export type ColumnNames = ReadonlyMap<string, string>

export function nameColumns(entity: ResolvedEntity): ColumnNames {
  const names = new Set<string>()
  for (const value of entity.values) {
    if (value.kind === 'column' || value.kind === 'least' || value.kind === 'greatest') names.add(value.column)
    if ('relation' in value) for (const branch of value.relation.branches) addLocals(branch.on, names)
  }
  for (const lookup of entity.lookups) addLocals(lookup.on, names)
  if (entity.identity.kind === 'grouped') {
    for (const column of entity.identity.columns) names.add(column)
    for (const { column } of entity.identity.orderBy) names.add(column)
  }
  return new Map([...names].map((name, index) => [name, `c${index}`]))
}

function addLocals(on: ResolvedEntity['lookups'][number]['on'], names: Set<string>): void {
  for (const { equals } of on) if (equals.kind === 'column') names.add(equals.column)
}

/** The name that a column has in the source rows. */
export function nameOf(columns: ColumnNames, column: string): string {
  const name = columns.get(column)
  if (name === undefined) throw new RangeError(`column ${column} is not among the source rows`)
  return name
}

/** The number of the branch that a row of a union comes from. */
export const branchColumn = 'b'
/** A `first` value, and the columns that it is ordered by. */
export const firstColumn = (value: number): string => `f${value}`
export const firstOrderColumn = (value: number, order: number): string => `f${value}o${order}`

/**
 * The rows of the entity's source that lie in the range, before anything collapses; a complete SELECT. `reading`: by
 * the index of the chunk key, for all rows of a chunk; otherwise the caller says the order and the number of rows.
 */
export function sourceRowsSql(
  entity: ResolvedEntity,
  columns: ColumnNames,
  range: KeyRange,
  reading: 'chunk' | 'part' = 'chunk',
): string {
  const { source, chunkBy } = entity
  const inRange = (own: (column: string) => string): Pick<Narrowing, 'conditions' | 'order'> => {
    if (chunkBy === null) return { conditions: [], order: [] }
    const ordered = chunkBy.columns.map((key) => chunkOrderSql(quoteIdentifier(own(key.column)), key, source))
    const inOrder = reading === 'chunk' && range.kind === 'range' && chunkBy.indexed && ordered.length > 1
    return { conditions: rangeSql(ordered, range, chunkBy), order: inOrder ? ordered : [] }
  }
  const shared = inRange((column) => column)
  switch (source.kind) {
    case 'table':
      return `SELECT ${selectList(columns)} FROM ${narrowedTableSql(source.table, { ...shared, predicates: source.where, used: [...columns.keys()] })}`
    case 'query':
      return `SELECT ${selectList(columns)} FROM (\n${withoutSemicolon(source.sql)}\n) AS q${whereSql([...predicatesSql(source.where), ...shared.conditions])}`
    case 'union':
      return source.branches
        .map((branch, number) => {
          const shown = [...columns].map(
            ([column, name]) =>
              `${collated(quoteIdentifier(branch.columns[column] ?? column), source.bytewise?.includes(column) === true ? byteOrder : undefined)} AS ${name}`,
          )
          const list = [
            ...shown,
            `${number} AS ${branchColumn}`,
            ...firstColumns(entity.values, branch, source.branches),
          ]
          const own = inRange((column) => branch.columns[column] ?? column)
          const used = [
            ...[...columns.keys()].map((column) => branch.columns[column] ?? column),
            ...firstColumnsOf(entity.values, branch),
          ]
          return `SELECT ${list.join(', ')} FROM ${narrowedTableSql(branch.table, { ...own, predicates: branch.where, used })}`
        })
        .join('\nUNION ALL ')
    default:
      return assertNever(source)
  }
}

/** The branch's own columns that `first` values read. */
function firstColumnsOf(values: readonly ResolvedValue[], branch: UnionBranch): readonly string[] {
  return values.flatMap((value) =>
    value.kind === 'first' && value.branch === branch.name
      ? [value.column, ...value.orderBy.map(({ column }) => column)]
      : [],
  )
}

function selectList(columns: ColumnNames): string {
  return [...columns].map(([column, name]) => `${quoteIdentifier(column)} AS ${name}`).join(', ')
}

function firstColumns(
  values: readonly ResolvedValue[],
  branch: UnionBranch,
  branches: readonly UnionBranch[],
): readonly string[] {
  return values.flatMap((value, index) => {
    if (value.kind !== 'first') return []
    const owner = branches.find((candidate) => candidate.name === value.branch)
    const give = (column: string, name: string): string => {
      if (owner === undefined || owner === branch) return `${quoteIdentifier(column)} AS ${name}`
      // A NULL of exactly the column's type without naming that type: an untyped one would become text in a union of
      // three.
      return `(SELECT ${quoteIdentifier(column)} FROM ${quoteTable(owner.table)} LIMIT 0) AS ${name}`
    }
    return [
      give(value.column, firstColumn(index)),
      ...value.orderBy.map(({ column }, order) => give(column, firstOrderColumn(index, order))),
    ]
  })
}

function withoutSemicolon(sql: string): string {
  return sql.replace(/[\s;]+$/, '')
}
