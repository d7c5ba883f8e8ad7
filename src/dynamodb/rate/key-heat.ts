import { keyBuckets } from './key-bucket.ts'
import { RateLimit } from './rate-limit.ts'

/** Fewer items than this a second, wanted under one key, are chance. */
const coolest = 25
/** How far above the average bucket a hot one stands. */
const standOut = 8
/** What one partition takes, in write units a second: where the limit of a key begins. */
const partitionUnits = 1_000
/** A key that was not throttled for so long and is not hot is held back no more. */
const forgetAfter = 6_000
/** More hot keys than this are a hot table. */
const mostLimits = 64

/**
 * Finds hot keys, each of which gets a limit of its own. The service says "key range" for a whole call and nothing at
 * all for single unprocessed items, so who is hot is told by our own count of what was wanted under each key bucket,
 * taken or not. Items are counted, not units: a large item is no hot key.
 */
export class KeyHeat {
  readonly limits = new Map<number, RateLimit>()
  readonly #throttledAt = new Map<number, number>()
  #wanted = new Float64Array(keyBuckets)
  #wantedBefore = new Float64Array(keyBuckets)
  #total = 0
  #totalBefore = 0
  #second = 0

  /** An item under this key was answered. */
  count(bucket: number, now: number): void {
    const second = Math.floor(now / 1000)
    if (second !== this.#second) this.#turn(second)
    this.#wanted[bucket] = (this.#wanted[bucket] ?? 0) + 1
    this.#total++
  }

  /** Is the refusal one of a hot key? Then its limit, which is made if need be (`settleMs` of
   * a RateLimit); null: it is not, so the throttle must be another's. */
  refused(bucket: number, settleMs: number, now: number): RateLimit | null {
    const limit = this.limits.get(bucket)
    if (!this.#isHot(bucket)) {
      // It has cooled down. A limit that stayed would sink with every throttle of its neighbours, and hold items for
      // ever.
      this.#drop(bucket)
      return null
    }
    if (limit === undefined && this.limits.size >= mostLimits) return null
    this.#throttledAt.set(bucket, now)
    if (limit !== undefined) return limit
    const made = new RateLimit(now, partitionUnits, true, settleMs)
    this.limits.set(bucket, made)
    return made
  }

  /** Drops limits that have outgrown their cause. */
  forget(now: number): void {
    for (const [bucket, throttledAt] of this.#throttledAt) {
      if (now - throttledAt >= forgetAfter && !this.#isHot(bucket)) this.#drop(bucket)
    }
  }

  #drop(bucket: number): void {
    this.limits.delete(bucket)
    this.#throttledAt.delete(bucket)
  }

  #isHot(bucket: number): boolean {
    const wanted = Math.max(this.#wantedBefore[bucket] ?? 0, this.#wanted[bucket] ?? 0)
    return wanted >= Math.max(coolest, (Math.max(this.#totalBefore, this.#total) / keyBuckets) * standOut)
  }

  #turn(second: number): void {
    const spare = this.#wantedBefore.fill(0)
    if (second === this.#second + 1) {
      this.#wantedBefore = this.#wanted
      this.#totalBefore = this.#total
      this.#wanted = spare
    } else {
      this.#wanted.fill(0)
      this.#totalBefore = 0
    }
    this.#total = 0
    this.#second = second
  }
}
