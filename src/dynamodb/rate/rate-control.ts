import { AdaptiveBucket } from './adaptive-bucket.ts'
import { ConcurrencyLimit } from './concurrency-limit.ts'
import { KeyHeat } from './key-heat.ts'
import type { ThrottleScope } from '../call/throttle-reason.ts'

export interface RateOptions {
  /** Write units a second to begin with; null: no limit until the first throttle (emulators never throttle). */
  readonly startWriteUnits: number | null
  /** Never more than this; null: what the table gives. */
  readonly maxWriteUnits: number | null
  /** Calls on the wire. */
  readonly maxInFlight: number
}

/** Something that was or will be sent: units of the table itself, which is what its grant is counted in. */
export interface RatedItem {
  readonly units: number
  /** `keyBucket` of the item. */
  readonly bucket: number
}

/**
 * Decides when a call may go: pure but for its own counters, time is passed in.
 *
 * - A throttle of the table, of an index (every write passes through its indexes) or of the account slows everything.
 * - A throttle of a key range slows the keys that our own count shows as hot; if none is, everything: then the load is
 *   spread and the partitions together are at their limit.
 * - Items that come back without a reason are judged by the same count. Some of them may be neighbours of a hot key in
 *   its partition; they slow the table by what they are, which is little, and it grows back.
 * - Faults lower the number of calls on the wire, not the rate.
 */
export class RateControl {
  readonly #table: AdaptiveBucket
  readonly #keys = new KeyHeat()
  readonly #concurrency: ConcurrencyLimit

  constructor(options: RateOptions, now: number) {
    this.#table = new AdaptiveBucket(now, options.startWriteUnits ?? Infinity, options.maxWriteUnits ?? Infinity)
    this.#concurrency = new ConcurrencyLimit(options.maxInFlight)
  }

  get maxInFlight(): number {
    return this.#concurrency.value
  }

  /** Write units a second that the table may get at this moment. */
  rate(now: number): number {
    return this.#table.rate(now)
  }

  /** Milliseconds until the next call may go; 0 is now. */
  wait(now: number): number {
    return this.#table.wait(now)
  }

  /**
   * Items in a call, at most: a hundredth of a second's units. A call that meets an empty table is refused whole; with
   * small grants, 25 items would be a large part of what is attempted at all.
   */
  callItems(now: number): number {
    return Math.max(1, Math.ceil(this.#table.rate(now) / 100))
  }

  /** Is any key held back? Asked before the items of a call are looked at one by one. */
  holdsKeys(now: number): boolean {
    this.#keys.forget(now)
    return this.#keys.limits.size > 0
  }

  isHeld(bucket: number): boolean {
    return this.#keys.limits.has(bucket)
  }

  /** Milliseconds until an item of this bucket may go. */
  keyWait(bucket: number, now: number): number {
    return this.#keys.limits.get(bucket)?.wait(now) ?? 0
  }

  takeKey(item: RatedItem): void {
    this.#keys.limits.get(item.bucket)?.take(item.units)
  }

  take(units: number): void {
    this.#table.take(units)
  }

  /** `consumed` is what the service charged the table for these items; null where it does not say. */
  accept(items: readonly RatedItem[], consumed: number | null, now: number): void {
    let predicted = 0
    for (const item of items) {
      predicted += item.units
      this.#keys.accept(item.bucket, item.units, now)
    }
    this.#table.accept(predicted, consumed ?? predicted, now)
    this.#concurrency.answered()
  }

  /** `scope` is null where the service gives no reason. */
  throttle(items: readonly RatedItem[], scope: ThrottleScope | null, now: number): void {
    let units = 0
    let hot = 0
    const byKey = scope === 'key-range' || scope === null
    for (const item of items) {
      units += item.units
      if (byKey && this.#keys.throttle(item.bucket, item.units, now)) hot++
    }
    // The units were taken from the bucket but never charged.
    this.#table.take(-units)
    if (hot > 0 && (hot === items.length || scope === 'key-range')) return
    this.#table.throttle(units, now)
  }

  /** A fault of the service or the network; nothing is known about these units. */
  fail(now: number): void {
    this.#concurrency.failed(now)
  }
}
