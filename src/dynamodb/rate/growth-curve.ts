/**
 * How a rate grows while nothing is refused. Pure: `elapsed` is the time during which the rate was what limited, in
 * milliseconds.
 *
 * Far below what was known to be possible it doubles each round (slow start, RFC 5681, section 3.1). From there on it
 * follows CUBIC (RFC 9438, section 4.1): quickly towards the last known maximum, flat around it, then ever more steeply
 * past it. The flat part is why a limit that stays is touched seldom and by little; the steep part takes up a doubled
 * grant within five seconds.
 */
export interface GrowthCurve {
  /** Units a second at the beginning. */
  readonly from: number
  /** The last known maximum; Infinity: none is known. */
  readonly maximum: number
  /** Milliseconds from `headroom` below the maximum to the maximum. */
  readonly round: number
  /** The same beyond the maximum, where waiting longer than the answers take gains nothing. */
  readonly roundBeyond: number
  /** Milliseconds in which a rate far below the maximum doubles. */
  readonly doubling: number
}

/** Share of the maximum to which a refusal lowers the rate: 99 % of it is still used while the rate climbs back. */
export const headroom = 0.98

export function grownRate({ from, maximum, round, roundBeyond, doubling }: GrowthCurve, elapsed: number): number {
  const threshold = headroom * maximum
  const slowStart = from >= threshold ? 0 : doubling * Math.log2(threshold / from)
  if (elapsed < slowStart) return Math.min(highestRate, from * 2 ** (elapsed / doubling))
  // Where the curve stands at its beginning: at the maximum it begins on the flat part.
  const offset = Math.cbrt((Math.max(from, threshold) / maximum - 1) / (1 - headroom))
  const untilMaximum = -offset * round
  const since = elapsed - slowStart - untilMaximum
  const rounds = Math.min(since < 0 ? since / round : since / roundBeyond, mostRounds)
  return Math.min(highestRate, maximum * (1 + (1 - headroom) * rounds ** 3))
}

/** A hundredfold; what lies beyond is another table. */
const mostRounds = 17
/** Units a second, so that a rate is a number whatever happens. */
const highestRate = 1e9
