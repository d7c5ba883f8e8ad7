import type { KeyRange } from './chunk.ts'
import { isSameBound } from './is-same-bound.ts'

/**
 * Two ranges as one; null where the second does not begin exactly where the first ends. Bounds are compared for
 * equality only: their order is PostgreSQL's business.
 */
export function joinRanges(left: KeyRange, right: KeyRange): KeyRange | null {
  if (left.kind !== 'range' || right.kind !== 'range') return null
  if (left.high === null || !isSameBound(left.high, right.low)) return null
  return { kind: 'range', low: left.low, high: right.high }
}
