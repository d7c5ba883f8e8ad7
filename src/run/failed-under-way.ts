import { PgfoldError } from '../errors/pgfold-error.ts'
import type { RunOrigin } from '../ledger/run-origin.ts'
import { startAgain } from './start-again.ts'
import type { ErrorCode } from '../errors/error-registry.ts'

/**
 * After these the state is no place to go on from: the rows do not add up, the record itself is wrong, or the table is
 * gone with what was loaded (a table made again is another table, which a resume refuses).
 */
const final: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'RUN_NOT_CONSERVED',
  'LEDGER_MISUSED',
  'TABLE_MISSING',
  'TABLE_BEING_DELETED',
])

export function isResumable(error: PgfoldError): boolean {
  return !final.has(error.code)
}

/**
 * What ended a run that has a ledger. Whatever it was, exit code 3 says that `resume` can go on once the cause is
 * mended; only where it cannot, the error keeps its own.
 */
export function failedUnderWay({ code, detail, place, fix, cause }: PgfoldError, origin: RunOrigin): PgfoldError {
  const context = { detail: detail?.split('\n'), place, cause }
  if (code === 'TABLE_MISSING' || code === 'TABLE_BEING_DELETED') {
    return new PgfoldError(code, {
      ...context,
      fix: `What this run has loaded is gone with its table, so it cannot be resumed: ${startAgain(origin)}`,
    })
  }
  if (final.has(code)) return new PgfoldError(code, { ...context, fix })
  return new PgfoldError(code, { ...context, fix: /resum/i.test(fix) ? fix : `${fix} Then resume the run.`, exit: 3 })
}
