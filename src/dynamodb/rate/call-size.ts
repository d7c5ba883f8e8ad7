/**
 * Units that one call may hold at most: a hundredth of a second's, because a call that meets an empty table is refused
 * whole, and with small grants 25 items would be a large part of what is attempted at all. But enough that all calls on
 * the wire together reach the rate, however slow the answers are.
 */
export function callSize(rate: number, latency: number, maxInFlight: number): number {
  return rate * Math.max(0.01, latency / 1000 / (fullWire * maxInFlight))
}

/** Share of the calls on the wire that may be needed to reach the rate. */
const fullWire = 0.7
