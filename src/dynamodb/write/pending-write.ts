import type { EncodedItem } from '../../encode/encoded-item.ts'
import type { RefusedItem, WriteOutcome } from './item-writer.ts'
import { keyBucket } from '../rate/key-bucket.ts'
import type { RatedItem } from '../rate/rate-control.ts'

/** One call of `write`: it ends when each of its items is stored or refused, or when it is given up. */
export class PendingWrite {
  readonly outcome: Promise<WriteOutcome>
  readonly #refused: RefusedItem[] = []
  readonly #count: number
  readonly #onStored: ((bytes: number) => void) | undefined
  #left: number
  #ended = false
  #resolve: (outcome: WriteOutcome) => void = () => {}
  #reject: (reason: unknown) => void = () => {}

  constructor(count: number, onStored?: (bytes: number) => void) {
    this.#count = count
    this.#onStored = onStored
    this.#left = count
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** Given up or complete: its items need not be sent any more. */
  get ended(): boolean {
    return this.#ended
  }

  stored(bytes: number): void {
    this.#onStored?.(bytes)
    this.#settle()
  }

  refused(refusal: RefusedItem): void {
    this.#refused.push(refusal)
    this.#settle()
  }

  fail(reason: unknown): void {
    if (this.#ended) return
    this.#ended = true
    this.#reject(reason)
  }

  #settle(): void {
    this.#left--
    if (this.#left > 0 || this.#ended) return
    this.#ended = true
    this.#resolve({ written: this.#count - this.#refused.length, refused: this.#refused })
  }
}

/** An item on its way, with the call that waits for it. */
export interface PendingItem extends RatedItem {
  readonly item: EncodedItem
  readonly write: PendingWrite
}

export function pendingItem(item: EncodedItem, write: PendingWrite): PendingItem {
  // A write unit of the table is a started kilobyte; the indexes have grants of their own.
  return {
    item,
    write,
    units: Math.ceil(item.bytes / 1024) || 1,
    totalUnits: item.writeUnits,
    bucket: keyBucket(item.slab.bytes, item.start, item.jsonEnd),
  }
}
