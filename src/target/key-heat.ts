import { AdaptiveBucket } from './adaptive-bucket.ts'
import { keyBuckets } from './key-bucket.ts'

/** A key below this many units a second is never what makes a partition hot (its limit is 1,000). */
const coolest = 100
/** How far above the average bucket a hot one stands. */
const standOut = 8
/** Limits that grew for so long without a throttle limit nothing any more. */
const forgetAfter = 6_000
/** More hot keys than this are a hot table. */
const mostLimits = 64

/**
 * Finds hot keys and holds back only them. The service says "key range" for a whole call and nothing at all for single
 * unprocessed items, so who is hot is told by our own count of units per key bucket.
 */
export class KeyHeat {
  #current = new Float64Array(keyBuckets)
  #previous = new Float64Array(keyBuckets)
  #total = 0
  #previousTotal = 0
  #second = 0
  readonly limits = new Map<number, AdaptiveBucket>()
  readonly #throttledAt = new Map<number, number>()

  accept(bucket: number, units: number, now: number): void {
    this.#turn(now)
    this.#current[bucket] = (this.#current[bucket] ?? 0) + units
    this.#total += units
    if (this.limits.size === 0) return
    this.limits.get(bucket)?.accept(units, units, now)
  }

  /** Slows the bucket if its key is hot. False: it is not, so the throttle must be the table's. */
  throttle(bucket: number, units: number, now: number): boolean {
    this.#turn(now)
    const known = this.limits.get(bucket)
    const heat = Math.max(this.#previous[bucket] ?? 0, this.#current[bucket] ?? 0)
    if (known === undefined) {
      const average = Math.max(this.#previousTotal, this.#total) / keyBuckets
      if (heat < Math.max(coolest, average * standOut) || this.limits.size >= mostLimits) return false
    }
    const limit = known ?? new AdaptiveBucket(now, heat, Infinity)
    if (known === undefined) this.limits.set(bucket, limit)
    else limit.throttle(units, now)
    this.#throttledAt.set(bucket, now)
    return true
  }

  /** Drops limits that have outgrown their cause. */
  forget(now: number): void {
    for (const [bucket, throttledAt] of this.#throttledAt) {
      if (now - throttledAt < forgetAfter) continue
      this.limits.delete(bucket)
      this.#throttledAt.delete(bucket)
    }
  }

  #turn(now: number): void {
    const second = Math.floor(now / 1000)
    if (second === this.#second) return
    const spare = this.#previous
    const adjacent = second === this.#second + 1
    this.#previous = adjacent ? this.#current : new Float64Array(keyBuckets)
    this.#previousTotal = adjacent ? this.#total : 0
    this.#current = spare.fill(0)
    this.#total = 0
    this.#second = second
  }
}
