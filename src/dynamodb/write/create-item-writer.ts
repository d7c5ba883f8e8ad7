import type { EncodedItem } from '../../encode/encoded-item.ts'
import { maxBatchItems } from './batch-body.ts'
import { systemClock } from '../../clock.ts'
import type { ItemWriter } from './item-writer.ts'
import type { ItemWriterOptions } from './item-writer-options.ts'
import { defaultPatience } from '../call/patience.ts'
import { BatchWriter } from './batch-writer.ts'

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
