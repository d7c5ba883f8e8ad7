import type { ValueRef } from '../../brand.ts'

/**
 * What a load query gives, column by column, in order:
 * values first, then the bookkeeping columns.
 */
export type LoadColumn =
  | { readonly kind: 'value'; readonly value: ValueRef }
  /** int8: source rows collapsed into this row, at least 1. */
  | { readonly kind: 'rows' }
  /** bool: the look-up's local columns are all set and its row does not exist. */
  | { readonly kind: 'missed'; readonly lookup: number }
