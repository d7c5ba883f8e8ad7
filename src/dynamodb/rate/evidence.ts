/**
 * How much better the second of two shares explains one call than the first, as a logarithm. Sequential tests add it up,
 * call by call, and decide as soon as that is enough: fewer calls are needed than for any fixed sample. `refusedShare` is
 * the share of the call that was refused, 0 to 1.
 */
export function evidence(refusedShare: number, expected: number, alternative: number): number {
  return (
    refusedShare * Math.log(alternative / expected) + (1 - refusedShare) * Math.log((1 - alternative) / (1 - expected))
  )
}

/** A share that never is 0 or 1, so that no single call proves anything. */
export const proper = (share: number): number => Math.min(0.98, Math.max(0.0005, share))
