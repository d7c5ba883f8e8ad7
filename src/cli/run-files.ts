import type { RunId } from '../brand.ts'
import { rejectsPath, statePath } from '../ledger/state-path.ts'
import { shellQuote } from '../shell-quote.ts'
import type { CliContext } from './cli-context.ts'
import type { KeyFlags } from './flags/key-flags.ts'
import type { RunFlags } from './flags/run-flags.ts'
import type { SourceDdlFlags } from './flags/source-ddl-flags.ts'
import type { SourceFlags } from './flags/source-flags.ts'
import { givenFlags } from './given-flags.ts'

/** What was typed, is not in the state, and must not be forgotten by whoever pastes the command. */
type ResumedFlags = Partial<
  Pick<SourceFlags, 'sourceFile'> & SourceDdlFlags & KeyFlags & Pick<RunFlags, 'maxWriteUnits'>
>

/** The files of a run, and the commands that go on with it and prove it, under the name that the user typed. */
export function runFiles(
  context: CliContext,
  directory: string,
  runId: RunId,
  typed: ResumedFlags = {},
): {
  readonly stateFile: string
  readonly rejectFile: string
  readonly resumeCommand: string
  readonly validateCommand: string
  readonly retryCommand: string
} {
  const { sourceFile, sourceDdl, hashKeys, maxWriteUnits } = typed
  const place =
    directory === '.' || context.env['PGFOLD_STATE_DIR'] === directory ? '' : ` --state-dir ${shellQuote(directory)}`
  return {
    stateFile: statePath(directory, runId),
    rejectFile: rejectsPath(directory, runId),
    resumeCommand: `${context.program} resume ${runId}${place}${givenFlags({ sourceFile, sourceDdl, hashKeys, maxWriteUnits })}`,
    validateCommand:
      context.preset === null ? `${context.program} validate all` : `${context.preset.validateProgram} all`,
    // The presets have no such command.
    retryCommand: `pgfold retry-rejects ${runId}${place}`,
  }
}
