import type { EncodedItem, RejectedRow } from '../encoded-item.ts'

/**
 * Turns one COPY BINARY tuple into an item. Built once per entity and query (`compileEncoder`), not reentrant,
 * allocation-free on the way but for the item itself.
 *
 * `bytes[start…end)` is one whole tuple, beginning with its 16-bit field count. The encoder never keeps a reference to
 * `bytes` after it returns.
 */
export interface RowEncoder {
  encode(bytes: Buffer, start: number, end: number): EncodedRow
  /**
   * Rejects a tuple of `size` bytes of which the large fields were never read and stand as NULL: what is left names the
   * row. The reject has no item key, because a key may be among what was not read.
   */
  refuse(bytes: Buffer, start: number, end: number, size: number): EncodedRow
  /** Counted over all rows since the encoder was made. */
  readonly counters: EncodeCounters
}

/** `rows` is the number of source rows that collapse into this outcome, at least 1. */
export type EncodedRow =
  | { readonly kind: 'item'; readonly item: EncodedItem; readonly rows: number }
  | { readonly kind: 'rejected'; readonly row: RejectedRow; readonly rows: number }

export interface EncodeCounters {
  /** Items that stay out of an index because a value of its key is NULL or empty; by index name. */
  readonly indexKeysSkipped: Map<string, number>
  /** Rows whose look-up column is set but whose target row does not exist (orphans); by look-up name. */
  readonly lookupsMissed: Map<string, number>
  /** Items over 400 KB that an attribute was left out of, or compressed in; by attribute. */
  readonly oversize: Map<string, number>
}
