import { PgfoldError } from '../errors/pgfold-error.ts'
import { countOf, formatCount } from '../format-count.ts'
import type { EntityProgress } from '../ledger/ledger.ts'

/** Of fewer rows a share says little: one bad row of ten would be ten per cent. */
const minRows = 1_000

/**
 * Why the run is to stop, when more than `maxPercent` of the rows read so far were rejected, over all attempts; null
 * while it may go on. A mapping or a table that refuses one row in twenty is mostly wrong for all of them.
 */
export function tooManyRejects(entities: readonly EntityProgress[], maxPercent: number): PgfoldError | null {
  const read = entities.reduce((sum, entity) => sum + entity.read, 0)
  const rejected = entities.reduce((sum, entity) => sum + entity.rejected, 0)
  if (read < minRows || rejected * 100 <= maxPercent * read) return null
  const worst = entities
    .filter((entity) => entity.rejected > 0)
    .toSorted((left, right) => right.rejected - left.rejected)
    .slice(0, 3)
    .map((entity) => `${entity.entity}: ${formatCount(entity.rejected)} of ${formatCount(entity.read)}`)
  return new PgfoldError('RUN_TOO_MANY_REJECTS', {
    detail: `${countOf(rejected, 'row')} of ${formatCount(read)} were rejected, more than ${maxPercent} % (${worst.join('; ')})`,
  })
}
