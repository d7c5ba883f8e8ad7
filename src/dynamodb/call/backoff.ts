import type { Clock } from '../../clock.ts'

/** The first retry waits 0 to 50 ms: twice a usual call, so that a short fault costs little. */
const firstDelayMs = 50

/** Longer pauses gain nothing: the rate control already holds back, and a service that has recovered should be noticed soon. */
const maxDelayMs = 5_000

/**
 * Full jitter: anything from 0 to the doubled limit, which spreads the callers best
 * (AWS Architecture Blog, "Exponential Backoff And Jitter"). `attempt` counts failures without progress, from 0.
 */
export function backoff(attempt: number, clock: Pick<Clock, 'random'>): number {
  return clock.random() * Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(attempt, 20))
}
