import { SlidingWindow } from './sliding-window.ts'

/**
 * A token bucket whose rate finds what is granted and stays near it. The rule has three parts.
 *
 * - Growth: without throttles, and while the rate is what limits, it grows by 1 % a second, and twice as fast each half
 *   second. At a steady grant that touches the limit every two seconds or so; a doubled grant is taken up in 3.3 s,
 *   from anywhere, without knowing when it comes.
 * - A few refusals lower the rate a little: to 98 % of what was accepted in the last second, but never by more or less
 *   than what was refused can account for. So a stray throttle, or an average spoilt by a pause of this process, cannot
 *   throw the rate down; and where many partitions touch their limits one by one, refusals and growth balance below 1 %
 *   of the attempts.
 * - Many refusals (more than a tenth) mean that the rate is far off: a start that was too high, a climb that ran on
 *   units saved from before, a grant that shrank. While a limit refuses, it accepts exactly its grant; so after a tenth
 *   of a second of it the rate becomes what was accepted meanwhile.
 *
 * It guarantees no fixed share among several buckets on one table, but those that take more are refused more, so they
 * meet. Units are write units (or read units). Time is passed in, in milliseconds; nothing here waits.
 */
export class AdaptiveBucket {
  readonly #accepted: SlidingWindow
  /** Accepted or refused: what was really asked for. */
  readonly #sent: SlidingWindow
  readonly #ceiling: number
  readonly #startedAt: number
  #base: number
  #changedAt: number
  /** Throttles that belong together, the rate before them, and what was answered since the first of them. */
  #swarm = { at: -Infinity, lastAt: -Infinity, rateBefore: 0, accepted: 0, refused: 0 }
  #tokens = 0
  #filledAt: number

  /** `start` may be Infinity: no limit until the first throttle. `ceiling` is never passed. */
  constructor(now: number, start: number, ceiling: number) {
    this.#accepted = new SlidingWindow(now)
    this.#sent = new SlidingWindow(now)
    this.#ceiling = ceiling
    this.#base = start
    this.#startedAt = now
    this.#changedAt = now
    this.#filledAt = now
  }

  /** Units a second at this moment. */
  rate(now: number): number {
    const doublings = Math.min((now - this.#changedAt) / growthDoubles, 20)
    return Math.min(
      this.#ceiling,
      this.#base * Math.exp(((growthAtFirst * growthDoubles) / 1000 / Math.LN2) * (2 ** doublings - 1)),
    )
  }

  /**
   * Milliseconds until something may be taken; 0 is now. A taker may run the bucket into debt, which the next one waits
   * for.
   */
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
    this.#sent.add(consumed, now)
    this.#swarm.accepted += consumed
    this.#tokens -= consumed - predicted
  }

  /** The service has refused these units; who took them gives them back with `take(-units)`. */
  throttle(units: number, now: number): void {
    this.#sent.add(units, now)
    const before = this.rate(now)
    if (now - this.#swarm.lastAt > swarmGap || now - this.#swarm.at > longestSwarm) {
      this.#swarm = { at: now, lastAt: now, rateBefore: this.#inUse(before, now), accepted: 0, refused: 0 }
    }
    this.#swarm.lastAt = now
    this.#swarm.refused += units
    this.#base = Math.max(floor, this.#afterRefusals(now))
    this.#changedAt = now
    this.#tokens = Math.min(this.#tokens, 0)
    this.#filledAt = now
  }

  /** A rate that nobody asked for has grown without a trial; what was sent says more. */
  #inUse(rate: number, now: number): number {
    if (now - this.#startedAt < longestSwarm) return rate
    const sent = this.#sent.rate(longestSwarm, now)
    return rate > 2 * sent ? sent : rate
  }

  #afterRefusals(now: number): number {
    const { at, rateBefore, accepted, refused } = this.#swarm
    const many = refused > 0.1 * (refused + accepted)
    if (many && now - at >= enough) return Math.min(rateBefore, headroom * (accepted / (now - at)) * 1000)
    const leastCut = rateBefore - refused / slowly
    const mostCut = rateBefore - refused / quickly
    // Before a second has passed there is no second's average; and many refusals in no time prove no number yet.
    const known = !many && now - this.#startedAt >= 1_000
    const next = known ? Math.max(mostCut, Math.min(leastCut, headroom * this.#accepted.rate(1_000, now))) : leastCut
    return Math.max(next, rateBefore / 2)
  }

  #fill(rate: number, now: number): void {
    const tokens = this.#tokens + (rate * (now - this.#filledAt)) / 1000
    const brim = rate * burstSeconds
    // Units that nobody takes: the rate is not what limits, and what is not tried must not grow.
    if (tokens > brim) this.#changedAt += now - this.#filledAt
    this.#tokens = Math.min(brim, tokens)
    this.#filledAt = now
  }
}

/**
 * Share of the rate, a second; and the milliseconds in which this share doubles. Slower growth takes a doubled grant up
 * too late (5 s).
 */
const growthAtFirst = 0.01
const growthDoubles = 500
/**
 * Low enough to stay under the grant for a second or two, high enough to use 99 % of it with what the service saves
 * meanwhile.
 */
const headroom = 0.98
/**
 * Seconds in which what was refused would be refused again: at least and at most this steep is the cut. Calls take 5 to
 * 100 ms.
 */
const slowly = 0.25
const quickly = 0.05
/** Milliseconds without a throttle that end a swarm, and its longest: then the rate before is one of the past. */
const swarmGap = 100
const longestSwarm = 250
/** Milliseconds of refusals that show the grant: some ten calls and more. */
const enough = 100
/** What may be caught up after the process was busy elsewhere; more would come as a burst. */
const burstSeconds = 0.1
/** Units a second: one small call now and then, so that a recovery is noticed. */
const floor = 5
