import type { PgfoldError } from '../errors/pgfold-error.ts'
import type { LedgerSummary } from '../ledger/ledger.ts'

/**
 * How a run ended that had a ledger; before that, `migrate` and `resume` throw.
 * `stopped` and `failed` runs can be resumed. The exit code is the caller's: 0 or 2 (rejects) when completed, 3 or the
 * signal's when stopped, `error.entry.exit` when failed.
 */
export interface RunResult {
  readonly outcome: 'completed' | 'stopped' | 'failed'
  /** The state as it is on disk. */
  readonly summary: LedgerSummary
  readonly error: PgfoldError | null
  readonly milliseconds: number
  readonly stateFile: string
  readonly rejectFile: string
  /** A resume of a run that was complete: nothing was done. */
  readonly alreadyCompleted: boolean
}
