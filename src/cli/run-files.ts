import type { RunId } from '../brand.ts'
import { rejectsPath, statePath } from '../ledger/state-path.ts'
import type { CliContext } from './cli-context.ts'

/** The files of a run, and the commands that go on with it, the first under the name that the user typed. */
export function runFiles(
  context: CliContext,
  directory: string,
  runId: RunId,
): {
  readonly stateFile: string
  readonly rejectFile: string
  readonly resumeCommand: string
  readonly retryCommand: string
} {
  const place = directory === '.' || context.env['PGFOLD_STATE_DIR'] === directory ? '' : ` --state-dir ${directory}`
  return {
    stateFile: statePath(directory, runId),
    rejectFile: rejectsPath(directory, runId),
    resumeCommand: `${context.program} resume ${runId}${place}`,
    // The presets have no such command.
    retryCommand: `pgfold retry-rejects ${runId}${place}`,
  }
}
