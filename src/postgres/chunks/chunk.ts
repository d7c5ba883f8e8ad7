import type { EntityName } from '../../brand.ts'

/**
 * A unit of work: the rows of one entity whose chunk key lies in one range. Plain JSON, so that any engine may run it,
 * and idempotent.
 */
export interface Chunk {
  readonly entity: EntityName
  /** Counts up with every chunk of the entity that is started in an attempt, from 1. */
  readonly number: number
  readonly range: KeyRange
  /** About how many source rows; the chunk counts them itself. */
  readonly rows: number
}

/** PostgreSQL's own text of the values of the chunk key's columns. */
export type KeyBound = readonly string[]

export type KeyRange =
  | { readonly kind: 'all' }
  /** `low` inclusive, `high` exclusive, null: open. */
  | { readonly kind: 'range'; readonly low: KeyBound | null; readonly high: KeyBound | null }
  /** The rows whose chunk column is NULL. */
  | { readonly kind: 'nulls' }
