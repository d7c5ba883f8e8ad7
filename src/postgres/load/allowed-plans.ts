import type { ResolvedEntity, ResolvedPredicate } from '../../mapping/resolved.ts'
import type { KeyRange } from '../chunks/chunk.ts'
import type { AllowedPlans } from './plan-setting.ts'
import { relatedAccess } from './related-access.ts'
import type { RelationGroup } from './relation-group.ts'

/**
 * How the chunk may be read. Where an index leads to everything, no table is read whole: then no statistics, however
 * false, make PostgreSQL do that for a chunk or, worse, for a key. Not where the mapping has SQL of its own, whose plan
 * we know nothing of; nor where all of a table is read and nothing is looked for. Where an index over several columns
 * serves, it is named by its order.
 */
export function allowedPlans(entity: ResolvedEntity, range: KeyRange, groups: readonly RelationGroup[]): AllowedPlans {
  const { source, chunkBy, lookups } = entity
  if (source.kind === 'query' || chunkBy?.indexed !== true) return 'any'
  const predicates = source.kind === 'table' ? source.where : source.branches.flatMap(({ where }) => where)
  const branches = groups.flatMap(({ relation }) => relation.branches.map((branch) => ({ branch, relation })))
  if (hasRawSql(predicates) || branches.some(({ branch }) => hasRawSql(branch.where))) return 'any'
  const indexes = [...lookups.map(({ index }) => index), ...branches.map(({ branch }) => branch.index)]
  if (indexes.some((columns) => columns.length === 0)) return 'any'
  const bounded = range.kind === 'range' && (range.low !== null || range.high !== null)
  const probed = branches.some(
    ({ branch, relation }) => relatedAccess(branch, relation, entity, range).kind === 'probe',
  )
  if (!bounded && !probed) return 'any'
  return chunkBy.columns.length > 1 || indexes.some((columns) => columns.length > 1) ? 'in index order' : 'by index'
}

function hasRawSql(predicates: readonly ResolvedPredicate[]): boolean {
  return predicates.some(({ kind }) => kind === 'sql')
}
