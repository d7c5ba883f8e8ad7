import type { EncodedItem } from '../../encode/encoded-item.ts'

/**
 * Writes items until each is stored or refused for good. Items of one call may not share a key. Guarantees:
 * `UnprocessedItems` are sent again until they are taken; a refused request is split until the guilty item is alone; an
 * error that stops the run is thrown as `PgfoldError`. Concurrency and rate are kept inside: `write` may be called at
 * will, and resolves when the last of its items has its outcome.
 */
export interface ItemWriter extends AsyncDisposable {
  /** Waits until there is room for another batch; the reader pauses on it (backpressure). */
  ready(signal: AbortSignal): Promise<void>
  /**
   * At most `maxBatchItems` items. `onStored` gets the bytes of each item that the service confirms, at that moment,
   * also after `signal` has ended the call while its last request was on the wire.
   */
  write(items: readonly EncodedItem[], signal: AbortSignal, onStored?: (bytes: number) => void): Promise<WriteOutcome>
  readonly totals: WriteTotals
}

export interface WriteOutcome {
  readonly written: number
  readonly refused: readonly RefusedItem[]
}

export interface RefusedItem {
  readonly item: EncodedItem
  /** A code of the `target` area with retry class `reject`. */
  readonly code: string
  readonly detail: string
}

/** Counted since the writer was made. */
export interface WriteTotals {
  readonly requests: number
  readonly retries: number
  readonly throttles: number
  readonly unprocessed: number
  readonly bytes: number
  readonly writeUnits: number
}
