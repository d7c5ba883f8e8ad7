import { AdaptiveBucket } from './adaptive-bucket.ts'
import { keyBuckets } from './key-bucket.ts'

/** Fewer items than this a second, wanted under one key, are chance. */
const coolest = 25
/** How far above the average bucket a hot one stands. */
const standOut = 8
/** What one partition takes, in write units a second: where the limit of a key begins. */
const partitionUnits = 1_000
/** Limits that grew for so long without a throttle limit nothing any more. */
const forgetAfter = 6_000
/** More hot keys than this are a hot table. */
const mostLimits = 64

/**
 * Finds hot keys and holds back only them. The service says "key range" for a whole call and nothing at all for single
 * unprocessed items, so who is hot is told by our own count of what was wanted under each key bucket, taken or not.
 * Items are counted, not units: a large item is no hot key.
 */
export class KeyHeat {
  readonly limits = new Map<number, AdaptiveBucket>()
  readonly #throttledAt = new Map<number, number>()
  #wanted = new Float64Array(keyBuckets)
  #wantedBefore = new Float64Array(keyBuckets)
  #total = 0
  #totalBefore = 0
  #second = 0

  accept(bucket: number, units: number, now: number): void {
    this.#count(bucket, now)
    if (this.limits.size > 0) this.limits.get(bucket)?.accept(units, units, now)
  }

  /** Slows the bucket if its key is hot. False: it is not, so the throttle must be the table's. */
  throttle(bucket: number, units: number, now: number): boolean {
    this.#count(bucket, now)
    const limit = this.limits.get(bucket)
    if (!this.#isHot(bucket)) {
      // It has cooled down. A limit that stayed would sink with every throttle of its neighbours, and hold items for
      // ever.
      this.#drop(bucket)
      return false
    }
    if (limit === undefined) {
      if (this.limits.size >= mostLimits) return false
      this.limits.set(bucket, new AdaptiveBucket(now, partitionUnits, Infinity))
    } else limit.throttle(units, now)
    this.#throttledAt.set(bucket, now)
    return true
  }

  /** Drops limits that have outgrown their cause. */
  forget(now: number): void {
    for (const [bucket, throttledAt] of this.#throttledAt) {
      if (now - throttledAt >= forgetAfter) this.#drop(bucket)
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

  #count(bucket: number, now: number): void {
    const second = Math.floor(now / 1000)
    if (second !== this.#second) this.#turn(second)
    this.#wanted[bucket] = (this.#wanted[bucket] ?? 0) + 1
    this.#total++
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
