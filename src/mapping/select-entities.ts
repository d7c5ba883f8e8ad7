import { PgfoldError } from '../errors/pgfold-error.ts'
import { didYouMean } from './did-you-mean.ts'
import type { ResolvedMapping } from './resolved.ts'

/**
 * The mapping with only the entities that are named, or whose group is named, in the mapping's order.
 * No names: all. Throws MAPPING_UNKNOWN_ENTITY. The hash stays that of the whole mapping.
 */
export function selectEntities(mapping: ResolvedMapping, names: readonly string[]): ResolvedMapping {
  if (names.length === 0) return mapping
  const known = new Set<string>(mapping.entities.flatMap((entity) => [entity.name, entity.group]))
  for (const name of names) {
    if (!known.has(name))
      throw new PgfoldError('MAPPING_UNKNOWN_ENTITY', { detail: `"${name}"${didYouMean(name, known)}` })
  }
  const wanted = new Set<string>(names)
  return {
    ...mapping,
    entities: mapping.entities.filter((entity) => wanted.has(entity.name) || wanted.has(entity.group)),
  }
}
