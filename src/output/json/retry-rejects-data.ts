import type { RetryRejectsResult } from '../../run/rejects/retry-rejects-options.ts'
import type { RetryRejectsData } from './json-schemas.ts'

/** A retry of rejected rows as `--json` shows it. */
export function retryRejectsData(result: RetryRejectsResult): RetryRejectsData {
  const { runId, outcome, dryRun, rejects, counts, left, rows, stateFile, rejectFile } = result
  return { migrationId: runId, outcome, dryRun, rejects, counts, left, rows, stateFile, rejectFile }
}
