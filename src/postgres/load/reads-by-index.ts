import type { ResolvedEntity, ResolvedPredicate } from '../../mapping/resolved.ts'
import type { KeyRange } from '../chunks/chunk.ts'
import { relatedAccess } from './related-access.ts'
import type { RelationGroup } from './relation-group.ts'

/**
 * May the chunk be read with `enable_seqscan = off`? Then no statistics, however false, make PostgreSQL read a whole
 * table for a chunk or, worse, for a key. Only where an index leads to everything that is read and the mapping has no SQL
 * of its own, whose plan we know nothing of; and not where all of a table is read and nothing is looked for.
 */
export function readsByIndex(entity: ResolvedEntity, range: KeyRange, groups: readonly RelationGroup[]): boolean {
  const { source, chunkBy, lookups } = entity
  if (source.kind === 'query' || chunkBy?.indexed !== true) return false
  const predicates = source.kind === 'table' ? source.where : source.branches.flatMap(({ where }) => where)
  const branches = groups.flatMap(({ relation }) => relation.branches.map((branch) => ({ branch, relation })))
  if (hasRawSql(predicates) || branches.some(({ branch }) => hasRawSql(branch.where))) return false
  if (!lookups.every(({ indexed }) => indexed) || branches.some(({ branch }) => branch.index.length === 0)) return false
  const bounded = range.kind === 'range' && (range.low !== null || range.high !== null)
  return (
    bounded || branches.some(({ branch, relation }) => relatedAccess(branch, relation, entity, range).kind === 'probe')
  )
}

function hasRawSql(predicates: readonly ResolvedPredicate[]): boolean {
  return predicates.some(({ kind }) => kind === 'sql')
}
