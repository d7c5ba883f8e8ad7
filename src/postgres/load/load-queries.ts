import type { ResolvedMapping } from '../../mapping/resolved.ts'
import { buildLoadQuery } from './build-load-query.ts'

/** The query of every entity over all of its rows: together they read each table that the load of any chunk reads. */
export function loadQueries(mapping: ResolvedMapping): readonly string[] {
  return mapping.entities.map((entity) => buildLoadQuery(entity, { kind: 'all' }).sql)
}
