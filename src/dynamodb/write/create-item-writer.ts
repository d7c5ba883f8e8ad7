import type { EncodedItem } from '../../encode/encoded-item.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import type { RetryEvent } from '../call/retry-event.ts'
import { maxBatchItems } from './batch-body.ts'
import { systemClock, type Clock } from '../rate/clock.ts'
import type { ItemWriter } from './item-writer.ts'
import { defaultPatience, type PatienceLimits } from '../call/patience.ts'
import type { Transport } from '../transport/transport.ts'
import { BatchWriter } from './batch-writer.ts'

export interface ItemWriterOptions {
  readonly transport: Transport
  /** Name or ARN. */
  readonly table: string
  readonly resolvedTable: Pick<ResolvedTable, 'partitionKey' | 'sortKey'>
  /** Items in a request, at most 25. */
  readonly maxBatchItems: number
  /** Requests on the wire. */
  readonly maxInFlight: number
  /**
   * Write units a second that this writer may use at most: units of the table itself; each index that an item lands in
   * takes about as many of its own. With several writers on one table, give each its share.
   */
  readonly maxWriteUnits?: number | undefined
  /**
   * Write units a second to begin with (`startWriteUnits(table, endpoint)`, or a share of it); absent or null: no limit
   * until the first throttle.
   */
  readonly startWriteUnits?: number | null | undefined
  /** Bytes of items that may wait for their outcome before `ready` holds the reader back; default 32 MiB. */
  readonly maxPendingBytes?: number | undefined
  /** At most one event a second per code or throttling reason; `totals` count all. */
  readonly onEvent: (event: RetryEvent) => void
  readonly patience?: PatienceLimits | undefined
  /** For tests. */
  readonly clock?: Clock | undefined
}

/**
 * The writer of a run (contract in item-writer.ts): batches, retries, splitting, rate and backpressure over any
 * transport.
 */
export function createItemWriter(options: ItemWriterOptions): ItemWriter {
  const writer = new BatchWriter({
    ...options,
    maxBatchItems: Math.max(1, Math.min(maxBatchItems, options.maxBatchItems)),
    maxInFlight: Math.max(1, options.maxInFlight),
    maxPendingBytes: options.maxPendingBytes ?? 32 * 1024 * 1024,
    patience: options.patience ?? defaultPatience,
    clock: options.clock ?? systemClock,
  })
  return {
    ready: (signal) => writer.ready(signal),
    write: (items: readonly EncodedItem[], signal) => writer.write(items, signal),
    get totals() {
      return writer.totals
    },
    [Symbol.asyncDispose]: () => writer.close(),
  }
}
