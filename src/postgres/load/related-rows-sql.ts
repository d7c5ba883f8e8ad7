import { assertNever } from '../../assert-never.ts'
import type { ResolvedEntity, ResolvedRelation } from '../../mapping/resolved.ts'
import type { KeyRange } from '../chunks/chunk.ts'
import { byteOrder, collated, quoteIdentifier, quoteTable } from '../quote.ts'
import { inputColumns } from './aggregate-sql.ts'
import { localSql, lookupJoinsSql } from './lookup-sql.ts'
import { predicatesSql, whereSql } from './predicate-sql.ts'
import { narrowedTableSql } from './narrowed-table-sql.ts'
import { sameKeySql } from './same-key-sql.ts'
import { comparedLocal, relatedAccess } from './related-access.ts'
import type { RelationGroup } from './relation-group.ts'
import type { ColumnNames } from './source-rows-sql.ts'

/** What narrows the related rows to those of the chunk. */
export interface ChunkContext {
  readonly entity: ResolvedEntity
  readonly columns: ColumnNames
  readonly range: KeyRange
  /** The chunk's source rows, a complete SELECT. */
  readonly rows: string
}

type Branch = ResolvedRelation['branches'][number]

/** No table, column or alias of a user's SQL has this name, so that a correlated reference always means ours. */
const keysAlias = '"pgfold:keys"'

/**
 * The related rows of one branch that can match the chunk; a complete SELECT of `k…`, the compared columns, and of what
 * the aggregates need. Whatever the planner expects, each related row is read once for a chunk.
 */
export function relatedRowsSql(branch: Branch, group: RelationGroup, context: ChunkContext): string {
  const { relation, members } = group
  const write = (name: string): string =>
    collated(quoteIdentifier(name), relation.bytewise?.includes(name) === true ? byteOrder : undefined)
  const inputs = [
    ...branch.on.map(({ column }, place) => ({ column, name: `k${place}` })),
    ...members.flatMap(({ value, index }) => inputColumns(value, index)),
  ]
  const used = inputs.map(({ column }) => column)
  const list = inputs.map(({ column, name }) => `${write(column)} AS ${name}`).join(', ')
  const complete = branch.on.map(({ column }) => `${quoteIdentifier(column)} IS NOT NULL`)
  const access = relatedAccess(branch, relation, context.entity, context.range)
  switch (access.kind) {
    case 'whole':
      return `SELECT ${list} FROM ${quoteTable(branch.table)}${whereSql([...predicatesSql(branch.where), ...complete])}`
    case 'range':
      return `SELECT ${list} FROM ${narrowedTableSql(branch.table, { conditions: access.conditions, order: access.order, predicates: branch.where, used, rest: complete })}`
    case 'probe': {
      const equal = sameKeySql(
        access.columns.map((column) => ({
          indexed: quoteIdentifier(column),
          value: `${keysAlias}.k${placeOf(column, branch)}`,
        })),
      )
      const keys = keysSql(branch, relation, context, new Set(access.columns))
      const related = `SELECT ${list} FROM ${narrowedTableSql(branch.table, { ...equal, predicates: branch.where, used, rest: complete })}`
      return `SELECT f.* FROM (${keys}) AS ${keysAlias} CROSS JOIN LATERAL (${related}) AS f`
    }
    case 'scan': {
      const keys = keysSql(branch, relation, context, new Set(branch.on.map(({ column }) => column)))
      const related = `SELECT ${list}, true AS there FROM ${quoteTable(branch.table)}${whereSql([...predicatesSql(branch.where), ...complete])}`
      const on = branch.on.map((_, place) => `f.k${place} = ${keysAlias}.k${place}`)
      const names = inputs.map(({ name }) => `f.${name}`)
      // A full join for the reason of relationJoinSql.
      return `SELECT ${names.join(', ')} FROM (SELECT *, true AS here FROM (${keys}) AS d) AS ${keysAlias} FULL JOIN (${related}) AS f ON ${on.join(' AND ')} WHERE coalesce(${keysAlias}.here, false) AND coalesce(f.there, false)`
    }
    default:
      return assertNever(access)
  }
}

/** The distinct keys by which the chunk's rows are related, as `k…`; without those that hold a NULL. */
function keysSql(
  { on }: Branch,
  relation: ResolvedRelation,
  { entity, columns, rows }: ChunkContext,
  wanted: ReadonlySet<string>,
): string {
  const pairs = on.flatMap((pair, place) => (wanted.has(pair.column) ? [{ pair, place }] : []))
  const locals = pairs.map(({ pair, place }) => ({
    name: `k${place}`,
    sql: comparedLocal(pair, relation, localSql(pair.equals, columns)),
  }))
  const lookups = pairs.some(({ pair }) => pair.equals.kind === 'lookup') ? lookupJoinsSql(entity, columns) : []
  const list = locals.map(({ name, sql }) => `${sql} AS ${name}`).join(', ')
  const complete = locals.map(({ sql }) => `${sql} IS NOT NULL`)
  return `SELECT DISTINCT ${list} FROM (${rows}) AS s${lookups.map((join) => ` ${join}`).join('')}${whereSql(complete)}`
}

function placeOf(column: string, { on }: Branch): number {
  return on.findIndex((pair) => pair.column === column)
}
