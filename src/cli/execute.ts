import type { ExitCode } from '../errors/error-entry.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { errorData } from '../output/json/error-data.ts'
import type { CliContext } from './cli-context.ts'
import type { TextBlock } from '../output/text/text-block.ts'
import { listenForInterruption, type Interruption } from './interruption.ts'
import { jsonEnvelope, reportError } from './report-error.ts'

/** What a command has to say when it ran to its end: the same facts for people and for programs. */
export interface CommandResult {
  readonly exit: ExitCode
  /** For stdout, without the last line end; empty: nothing. */
  readonly text: TextBlock | ''
  /** For `--json`; plain JSON. */
  readonly data: unknown
  readonly warnings?: readonly string[]
  /** The run ended by this error, and there is still a result to show. */
  readonly error?: unknown
}

/**
 * Runs a command's work and turns its outcome into streams and an exit code, the same way for every command: results
 * on stdout, errors on stderr, one JSON object where it was asked for, signals drained.
 */
export async function execute(
  context: CliContext,
  json: boolean,
  work: (interruption: Interruption) => Promise<CommandResult>,
): Promise<void> {
  using interruption = listenForInterruption((text) => context.stderr.write(`${text}\n`))
  try {
    const result = await work(interruption)
    if (json) context.stdout.write(jsonAnswer(result))
    else if (result.text !== '') context.stdout.write(`${result.text}\n`)
    const failure = result.error === undefined ? null : reportError(result.error, context, false)
    const exit = failure ?? result.exit
    // A signal that came too late to stop anything does not make a finished run an interrupted one.
    context.outcome = exit === 0 || exit === 2 ? exit : (interruption.exit() ?? exit)
  } catch (error) {
    const stopped = interruption.exit()
    // A command without a state to save simply ends when it is interrupted; that is no error.
    const exit = stopped !== null && isAbort(error, interruption.signal) ? stopped : reportError(error, context, json)
    context.outcome = stopped !== null && exit === 3 ? stopped : exit
  }
}

function jsonAnswer(result: CommandResult): string {
  const warnings = result.warnings ?? []
  return result.error === undefined
    ? jsonEnvelope({ data: result.data }, warnings)
    : jsonEnvelope({ data: result.data, error: errorData(result.error) }, warnings)
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return (
    error === signal.reason ||
    (!(error instanceof PgfoldError) && error instanceof Error && error.name === 'AbortError')
  )
}
