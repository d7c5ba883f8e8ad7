import { maxBatchBytes, wireBytes } from './batch-body.ts'
import type { PendingItem } from './pending-write.ts'
import type { RateControl } from '../rate/rate-control.ts'

/** What goes out as one request. */
export interface Batch {
  readonly items: readonly PendingItem[]
  /** Failures in a row without progress. */
  readonly attempt: number
  /** Write units of the table for all of them, and of the table and its indexes. */
  readonly units: number
  readonly totalUnits: number
  /** Bytes of all of them in a request. */
  readonly bytes: number
}

export function batchOf(items: readonly PendingItem[], attempt: number): Batch {
  let units = 0
  let totalUnits = 0
  let bytes = 0
  for (const pending of items) {
    units += pending.units
    totalUnits += pending.totalUnits
    bytes += wireBytes(pending.item)
  }
  return { items, attempt, units, totalUnits, bytes }
}

/**
 * A hot key may take about 1,000 units a second: in this time that makes a whole request instead of one for each item.
 */
const gatherMs = 25

/**
 * What waits to be sent: batches in order, and beside them lanes of items that have to pass the limit of a hot key or of
 * an index. They are put together from different calls, so that one hot key or slow index holds nobody else up.
 */
export class WriteQueue {
  readonly #rate: RateControl<PendingItem>
  readonly #maxItems: number
  #batches: Batch[] = []
  readonly #lanes = new Map<string, PendingItem[]>()
  #releaseAt = 0

  constructor(rate: RateControl<PendingItem>, maxItems: number) {
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
    return this.#batches.length === 0 && this.#lanes.size === 0
  }

  clear(): PendingItem[] {
    const all = [...this.#batches.flatMap((batch) => batch.items), ...[...this.#lanes.values()].flat()]
    this.#batches = []
    this.#lanes.clear()
    return all
  }

  /** The next batch that may go, or the milliseconds until there may be one (Infinity: nothing waits for time). */
  next(now: number): Batch | number {
    const tableWait = this.#rate.wait(now)
    if (tableWait > 0) return this.isEmpty ? Infinity : tableWait
    const holding = this.#rate.holds(now)
    let wait = Infinity
    if (this.#lanes.size > 0) {
      const released = this.#release(now)
      if (typeof released !== 'number') return released
      wait = released
    }
    for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) {
      const items = this.#withoutEnded(batch.items)
      const free = holding ? this.#hold(items) : items
      if (free.length > 0) return this.#cut(free === batch.items ? batch : batchOf(free, batch.attempt), now)
    }
    if (!holding || this.#lanes.size === 0) return wait
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
  #cut(batch: Batch, now: number): Batch {
    const most = this.#rate.callUnits(now)
    if (
      batch.items.length <= this.#maxItems &&
      batch.units <= most.table &&
      batch.totalUnits <= most.total &&
      batch.bytes <= maxBatchBytes - 1024
    )
      return batch
    let bytes = 0
    let units = 0
    let totalUnits = 0
    const end = batch.items.findIndex((pending, index) => {
      bytes += wireBytes(pending.item)
      units += pending.units
      totalUnits += pending.totalUnits
      return (
        index > 0 &&
        (index >= this.#maxItems || bytes > maxBatchBytes - 1024 || units > most.table || totalUnits > most.total)
      )
    })
    if (end === -1) return batch
    this.addFirst(batchOf(batch.items.slice(end), batch.attempt))
    return batchOf(batch.items.slice(0, end), batch.attempt)
  }

  #hold(items: readonly PendingItem[]): readonly PendingItem[] {
    return items.filter((item) => {
      const lane = this.#rate.laneOf(item)
      if (lane === null) return true
      const waiting = this.#lanes.get(lane)
      if (waiting === undefined) this.#lanes.set(lane, [item])
      else waiting.push(item)
      return false
    })
  }

  /** One batch of all items in lanes that may go now. */
  #release(now: number): Batch | number {
    if (now < this.#releaseAt) return this.#releaseAt - now
    const most = this.#rate.callUnits(now)
    const items: PendingItem[] = []
    let bytes = 0
    let units = 0
    let totalUnits = 0
    let wait = Infinity
    let isWhole = false
    const isFull = (pending: PendingItem): boolean =>
      items.length >= this.#maxItems ||
      bytes + wireBytes(pending.item) > maxBatchBytes - 1024 ||
      units + pending.units > most.table ||
      totalUnits + pending.totalUnits > most.total
    for (const [lane, waiting] of this.#lanes) {
      let next = 0
      for (; next < waiting.length; next++) {
        const pending = waiting[next]
        if (pending === undefined || pending.write.ended) continue
        if (items.length > 0 && isFull(pending)) {
          isWhole = true
          break
        }
        const laneWait = this.#rate.laneWait(pending, now)
        if (laneWait > 0) {
          wait = Math.min(wait, laneWait)
          break
        }
        this.#rate.takeLane(pending, now)
        items.push(pending)
        bytes += wireBytes(pending.item)
        units += pending.units
        totalUnits += pending.totalUnits
      }
      if (next >= waiting.length) this.#lanes.delete(lane)
      else waiting.splice(0, next)
    }
    if (items.length === 0) return wait
    if (!isWhole) this.#releaseAt = now + gatherMs
    return batchOf(items, 0)
  }
}
