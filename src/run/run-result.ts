import type { PgfoldError } from '../errors/pgfold-error.ts'
import type { LedgerSummary } from '../ledger/ledger.ts'
import type { UnfinishedChunks } from './under-way.ts'

/**
 * How a run ended that had a ledger; before that, `migrate` and `resume` throw. `stopped` runs can be resumed, and
 * `failed` ones but for those that nothing can be added to. The exit code is the caller's: 0 or 2 (rejects, or rows
 * of several snapshots: `mixedSnapshots`) when completed, 3 or the signal's when stopped, `error.exit` when failed.
 */
export interface RunResult {
  readonly outcome: 'completed' | 'stopped' | 'failed'
  /** The state as it is on disk. */
  readonly summary: LedgerSummary
  /** What the table received beyond the state: items that a resume writes again, the same. */
  readonly unfinished: UnfinishedChunks
  readonly error: PgfoldError | null
  /** `resume` can go on from the state. */
  readonly resumable: boolean
  readonly milliseconds: number
  readonly stateFile: string
  readonly rejectFile: string
  /** A resume of a run that was complete: nothing was done. */
  readonly alreadyCompleted: boolean
}
