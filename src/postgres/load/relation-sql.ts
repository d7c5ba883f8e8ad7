import { aggregateSql } from './aggregate-sql.ts'
import { localSql } from './lookup-sql.ts'
import { relatedRowsSql, type ChunkContext } from './related-rows-sql.ts'
import { comparedLocal } from './related-access.ts'
import type { RelationGroup } from './relation-group.ts'

/**
 * The relation aggregated once per key, to be joined to the rows `s`. The join is a full one, of which the caller keeps
 * the rows of `s`: PostgreSQL can do it by hash or merge only. Of a left join it believed, wherever it expected one row
 * in the range (any narrow range of uuid, any table grown since ANALYZE), that a nested loop is as good, and ran the
 * aggregate again for each row.
 */
export function relationJoinSql(group: RelationGroup, context: ChunkContext): string {
  const { alias, relation, members } = group
  const pairs = relation.branches[0]?.on ?? []
  const keys = pairs.map((_, place) => `k${place}`)
  const rows = relation.branches.map((branch) => relatedRowsSql(branch, group, context)).join('\nUNION ALL ')
  const aggregates = members.map(({ value, index }) => `${aggregateSql(value, index)} AS v${index}`)
  const on = pairs.map(
    (pair, place) => `${alias}.k${place} = ${comparedLocal(pair, relation, localSql(pair.equals, context.columns))}`,
  )
  return `FULL JOIN (SELECT ${[...keys, ...aggregates].join(', ')} FROM (${rows}) AS q GROUP BY ${keys.join(', ')}) AS ${alias} ON ${on.join(' AND ')}`
}
