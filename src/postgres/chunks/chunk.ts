import type { EntityName } from '../../brand.ts'

/**
 * A unit of work: the rows of one entity whose chunk column lies in one range. Plain JSON, so that any engine may run
 * it, and idempotent. Bounds are PostgreSQL's own text of the value, `low` inclusive, `high` exclusive, null: open.
 */
export interface Chunk {
  readonly entity: EntityName
  readonly range: KeyRange
  /** Exact number of source rows in the snapshot that planned it. */
  readonly rows: number
  /** Source rows of the same entity in the chunks before this one, for the progress line. */
  readonly offset: number
}

export type KeyRange =
  | { readonly kind: 'all' }
  | { readonly kind: 'range'; readonly low: string | null; readonly high: string | null }
  /** The rows whose chunk column is NULL. */
  | { readonly kind: 'nulls' }
