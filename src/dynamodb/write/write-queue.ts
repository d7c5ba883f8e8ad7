import { maxBatchBytes, wireBytes } from './batch-body.ts'
import type { PendingItem } from './pending-write.ts'
import type { RateControl } from '../rate/rate-control.ts'

/** What goes out as one request. */
export interface Batch {
  readonly items: readonly PendingItem[]
  /** Failures in a row without progress. */
  readonly attempt: number
  /** Write units of the table for all of them. */
  readonly units: number
  /** Bytes of all of them in a request. */
  readonly bytes: number
}

export function batchOf(items: readonly PendingItem[], attempt: number): Batch {
  let units = 0
  let bytes = 0
  for (const pending of items) {
    units += pending.units
    bytes += wireBytes(pending.item)
  }
  return { items, attempt, units, bytes }
}

/**
 * A hot key may take about 1,000 units a second: in this time that makes a whole request instead of one for each item.
 */
const gatherMilliseconds = 25

/**
 * What waits to be sent: batches in order, and beside them the items of hot keys, which wait for their key's own rate
 * and are put together from different calls, so that one hot key holds nobody else up.
 */
export class WriteQueue {
  readonly #rate: RateControl
  readonly #maxItems: number
  #batches: Batch[] = []
  readonly #held = new Map<number, PendingItem[]>()
  #releaseAt = 0

  constructor(rate: RateControl, maxItems: number) {
    this.#rate = rate
    this.#maxItems = maxItems
  }

  add(batch: Batch): void {
    this.#batches.push(batch)
  }

  /** Ahead of everything else: what has waited longest. */
  addFirst(batch: Batch): void {
    this.#batches.unshift(batch)
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0 && this.#held.size === 0
  }

  clear(): PendingItem[] {
    const all = [...this.#batches.flatMap((batch) => batch.items), ...[...this.#held.values()].flat()]
    this.#batches = []
    this.#held.clear()
    return all
  }

  /** The next batch that may go, or the milliseconds until there may be one (Infinity: nothing waits for time). */
  next(now: number): Batch | number {
    const tableWait = this.#rate.wait(now)
    if (tableWait > 0) return this.isEmpty ? Infinity : tableWait
    const holding = this.#rate.holdsKeys(now)
    let wait = Infinity
    if (this.#held.size > 0) {
      const released = this.#release(now)
      if (typeof released !== 'number') return released
      wait = released
    }
    for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) {
      const items = this.#withoutEnded(batch.items)
      const free = holding ? this.#hold(items) : items
      if (free.length > 0)
        return this.#cut(
          free === batch.items ? batch : batchOf(free, batch.attempt),
          Math.min(this.#maxItems, this.#rate.callItems(now)),
        )
    }
    if (!holding || this.#held.size === 0) return wait
    const released = this.#release(now)
    return typeof released === 'number' ? Math.min(wait, released) : released
  }

  #withoutEnded(items: readonly PendingItem[]): readonly PendingItem[] {
    for (let at = 0; at < items.length; at++) {
      if (items[at]?.write.ended === true) return items.filter((item) => !item.write.ended)
    }
    return items
  }

  /** Keeps the part of a batch that fits one request; the rest stays first in line. */
  #cut(batch: Batch, maxItems: number): Batch {
    if (batch.items.length <= maxItems && batch.bytes <= maxBatchBytes - 1024) return batch
    let bytes = 0
    const end = batch.items.findIndex((pending, index) => {
      bytes += wireBytes(pending.item)
      return index > 0 && (bytes > maxBatchBytes - 1024 || index >= maxItems)
    })
    if (end === -1) return batch
    this.addFirst(batchOf(batch.items.slice(end), batch.attempt))
    return batchOf(batch.items.slice(0, end), batch.attempt)
  }

  #hold(items: readonly PendingItem[]): readonly PendingItem[] {
    return items.filter((item) => {
      if (!this.#rate.isHeld(item.bucket)) return true
      const waiting = this.#held.get(item.bucket)
      if (waiting === undefined) this.#held.set(item.bucket, [item])
      else waiting.push(item)
      return false
    })
  }

  /** One batch of all held items whose key may go now. */
  #release(now: number): Batch | number {
    if (now < this.#releaseAt) return this.#releaseAt - now
    const items: PendingItem[] = []
    let bytes = 0
    let wait = Infinity
    for (const [bucket, waiting] of this.#held) {
      let next = 0
      for (; next < waiting.length; next++) {
        const pending = waiting[next]
        if (pending === undefined || pending.write.ended) continue
        if (
          items.length > 0 &&
          (items.length >= this.#maxItems || bytes + wireBytes(pending.item) > maxBatchBytes - 1024)
        )
          break
        const keyWait = this.#rate.keyWait(bucket, now)
        if (keyWait > 0) {
          wait = Math.min(wait, keyWait)
          break
        }
        this.#rate.takeKey(pending)
        items.push(pending)
        bytes += wireBytes(pending.item)
      }
      if (next >= waiting.length) this.#held.delete(bucket)
      else waiting.splice(0, next)
    }
    if (items.length === 0) return wait
    if (items.length < this.#maxItems) this.#releaseAt = now + gatherMilliseconds
    return batchOf(items, 0)
  }
}
