import type { RetryEvent } from '../dynamodb/call/retry-event.ts'
import type { ValidationReport } from './report/report-schema.ts'

/** What a validation says while it works; listeners print. Counts and names, no values. */
export type ValidationEvent =
  | {
      readonly kind: 'validation-started'
      readonly id: string
      readonly depth: string
      readonly mapping: string
      readonly table: string
      readonly resumed: boolean
      readonly stateFile: string | null
    }
  | {
      readonly kind: 'snapshot-taken'
      readonly lsn: string | null
      readonly takenAt: string
      readonly use: 'first-pass' | 'drill-down' | 'second-pass'
    }
  /** `total` is the planner's estimate of the source rows, null when unknown. */
  | { readonly kind: 'entity-started'; readonly entity: string; readonly group: string; readonly total: number | null }
  | {
      readonly kind: 'expected-progress'
      readonly entity: string
      readonly group: string
      readonly rows: number
      readonly items: number
    }
  | {
      readonly kind: 'entity-read'
      readonly entity: string
      readonly group: string
      readonly rows: number
      readonly items: number
      readonly rejected: number
      readonly collapsed: number
    }
  /**
   * Items since the start of the scan, read units of the table or of all indexes with those of earlier attempts;
   * `index` null: the table.
   */
  | {
      readonly kind: 'scan-progress'
      readonly index: string | null
      readonly items: number
      readonly readUnits: number
      readonly segmentsDone: number
      readonly segments: number
    }
  | {
      readonly kind: 'drill-down'
      readonly index: string | null
      readonly buckets: number
      readonly items: number
      readonly round: number
    }
  | { readonly kind: 'second-pass'; readonly keys: number; readonly round: number }
  /** Of calls to the table; at most one a second of each code and each reason, the report counts them all. */
  | RetryEvent
  | { readonly kind: 'warning'; readonly code: string; readonly detail: string }
  | {
      readonly kind: 'validation-finished'
      readonly report: ValidationReport
      readonly reportFile: string
      readonly htmlFile: string | null
    }

export type ValidationListener = (event: ValidationEvent) => void
