import type { ErrorCode } from '../errors/error-registry.ts'

/** One thing that a check has to say; all are reported together. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'note'
  readonly code: ErrorCode
  /** Where: `entities.FEED.attributes.likes`, `table.indexes.gsi1-index`. */
  readonly place: string
  /** What exactly, with names; never cell values. */
  readonly message: string
  /** What to do about it, as exact as is known. */
  readonly fix: string
}
