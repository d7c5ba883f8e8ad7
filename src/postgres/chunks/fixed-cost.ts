import type { ResolvedEntity } from '../../mapping/resolved.ts'

/**
 * Does each chunk of the entity cost something however few rows it has? By what the catalog says: no index leads to the
 * rows of a range, to those of a relation or to a look-up's, so that the whole table (or view, or query) is read for
 * each chunk.
 */
export function hasFixedCost({ chunkBy, lookups, values }: ResolvedEntity): boolean {
  return (
    chunkBy?.indexed !== true ||
    lookups.some(({ index }) => index.length === 0) ||
    values.some((value) => 'relation' in value && value.relation.branches.some(({ index }) => index.length === 0))
  )
}
