import { PgfoldError } from '../errors/pgfold-error.ts'

/**
 * What ended a run before it had a ledger: nothing was written, so there is nothing to resume, and exit code 3 would be
 * wrong.
 */
export function failedBeforeStart(error: unknown): unknown {
  if (!(error instanceof PgfoldError) || error.code === 'RUN_STOPPED' || error.exit !== 3) return error
  const { code, detail, place, cause, entry } = error
  return new PgfoldError(code, {
    detail: detail?.split('\n'),
    place,
    cause,
    fix: entry.fixBeforeStart ?? error.fix,
    exit: 1,
  })
}
