import { SlidingWindow } from './sliding-window.ts'

/**
 * A token bucket whose rate finds what is granted and stays just under it.
 *
 * A throttle says that the grant is reached, and what was accepted in the last second says what it is: the rate is set to
 * 99 % of that. From then on it grows, slowly at first (0.5 % a second) and twice as fast each half second. At a steady
 * grant this touches the limit about once a second with under 1 % of the calls; a doubled grant is taken up in 3.8 s,
 * from anywhere, without knowing when it comes. It guarantees no fixed share among several buckets on one table, but
 * those that take more are throttled more, so they meet.
 *
 * Units are write units. Time is passed in; nothing here waits.
 */
export class AdaptiveBucket {
  readonly #accepted: SlidingWindow
  readonly #refused: SlidingWindow
  readonly #ceiling: number
  #base: number
  #changedAt: number
  /** The rate before the present swarm of throttles. */
  #peak = Infinity
  readonly #startedAt: number
  #tokens = 0
  #filledAt: number

  /** `start` may be Infinity: no limit until the first throttle. `ceiling` is never passed. */
  constructor(now: number, start: number, ceiling: number) {
    this.#accepted = new SlidingWindow(now)
    this.#refused = new SlidingWindow(now)
    this.#ceiling = ceiling
    this.#base = start
    this.#changedAt = now
    this.#filledAt = now
    this.#startedAt = now
  }

  /** Units a second at this moment. */
  rate(now: number): number {
    const seconds = (now - this.#changedAt) / 1000
    return Math.min(this.#ceiling, this.#base * Math.exp(growthAtFirst * 0.5 / Math.LN2 * (2 ** Math.min(seconds * 2, 20) - 1)))
  }

  /** Milliseconds until something may be taken; 0 is now. A taker may run the bucket into debt, which the next one waits for. */
  wait(now: number): number {
    const rate = this.rate(now)
    if (rate === Infinity) return 0
    this.#fill(rate, now)
    return this.#tokens > 0 ? 0 : Math.max(1, Math.ceil(((1e-6 - this.#tokens) / rate) * 1000))
  }

  take(units: number): void {
    this.#tokens -= units
  }

  /** `predicted` units were taken, the service charged `consumed`. */
  accept(predicted: number, consumed: number, now: number): void {
    this.#accepted.add(consumed, now)
    this.#tokens -= consumed - predicted
  }

  /** The service has refused these units: the rate follows what it accepted. */
  throttle(units: number, now: number): void {
    this.#refused.add(units, now)
    const before = this.rate(now)
    // Too little has been seen to know better than the start, unless the start was no figure at all.
    if (before !== Infinity && now - this.#startedAt < shortWindow) return
    const recent = this.#accepted.rate(shortWindow, now)
    const recentRefused = this.#refused.rate(shortWindow, now)
    // While the rate climbs fast, or where a grant has shrunk, a whole second's average is out of date.
    const moving = now - this.#changedAt > 2_500 || recentRefused > 0.1 * (recent + recentRefused)
    const granted = moving ? recent : this.#accepted.rate(1_000, now)
    const sameEvent = now - this.#changedAt < shortWindow
    // Without anything accepted the rate is halved: once, not for every call that was on the wire.
    if (granted === 0 && sameEvent) return
    // Throttles come in swarms, and the first know least of what is accepted meanwhile: later ones may raise the rate again.
    if (!sameEvent) this.#peak = before
    const next = granted > 0 ? granted * headroom : Math.min(before, 10_000) * 0.5
    this.#base = Math.max(floor, Math.min(this.#peak, next))
    this.#changedAt = now
    this.#tokens = Math.min(this.#tokens, 0)
    this.#filledAt = now
  }

  #fill(rate: number, now: number): void {
    this.#tokens = Math.min(rate * burstSeconds, this.#tokens + (rate * (now - this.#filledAt)) / 1000)
    this.#filledAt = now
  }
}

/** Share of the rate, a second. */
const growthAtFirst = 0.005
/** Low enough to stay under the grant for a second, high enough to use 99 % of it. */
const headroom = 0.99
const shortWindow = 250
/** What may be caught up after the process was busy elsewhere; more would come as a burst. */
const burstSeconds = 0.1
/** Units a second: one small call now and then, so that a recovery is noticed. */
const floor = 5
