import type { EntityName } from '../brand.ts'

/**
 * One item, ready to send. `json` is the attribute map in DynamoDB JSON (`{"pk":{"S":"…"},…}`), always beginning with
 * the partition key and then the sort key. It is a view into a larger buffer and must be treated as read-only.
 */
export interface EncodedItem {
  readonly entity: EntityName
  readonly json: Uint8Array
  /** Size by the service's rule: UTF-8 names plus values, at most 409,600. */
  readonly bytes: number
  /** Write units of the base table and of every index that the item lands in. */
  readonly writeUnits: number
  /** The source row's key as JSON text, `{"id":"123"}`, for the reject file. */
  readonly sourceKey: Uint8Array
}

/** A source row that cannot become an item; goes to the reject file. No cell values beyond the key. */
export interface RejectedRow {
  readonly entity: EntityName
  /** Source key columns and their text. */
  readonly sourceKey: Readonly<Record<string, string | null>>
  /** The item key where one could be built. */
  readonly itemKey: Readonly<Record<string, string>> | null
  /** A code of the `value` or `target` area. */
  readonly code: string
  /** Column or attribute names and sizes. */
  readonly detail: string
}
