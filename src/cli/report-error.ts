import type { ExitCode } from '../errors/error-entry.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { errorText } from '../output/text/error-text.ts'
import { errorData } from '../output/json/error-data.ts'
import { draw, terminalOf } from '../output/text/terminal.ts'
import { asPgfoldError } from '../output/text/as-pgfold-error.ts'
import type { Envelope, ErrorData } from '../output/json/json-schemas.ts'
import type { CliContext } from './cli-context.ts'
import { visibleText } from '../visible-text.ts'

/** The one shape of every `--json` answer. `formatVersion` changes only when a consumer would break. */
export function jsonEnvelope(
  answer: { readonly data: unknown } | { readonly error: ErrorData; readonly data?: unknown },
  warnings: readonly string[],
): string {
  const failed = 'error' in answer
  const envelope: Envelope = {
    formatVersion: 1,
    ok: !failed,
    data: answer.data ?? null,
    error: failed ? answer.error : null,
    warnings,
  }
  return `${JSON.stringify(envelope, null, 2)}\n`
}

/**
 * Says an error on stderr, and in the JSON form on stdout where that was asked for; gives its exit code.
 * An unknown command is answered in the guide's words, with the help after them.
 */
export function reportError(thrown: unknown, context: CliContext, json: boolean): ExitCode {
  const { color } = terminalOf(context.stderr, context.env)
  context.helpWanted = thrown instanceof PgfoldError && thrown.code === 'CLI_UNKNOWN_COMMAND'
  const text =
    context.helpWanted && thrown instanceof PgfoldError
      ? `${visibleText(thrown.message)}\n`
      : errorText(thrown, { color, debug: isDebug(context) })
  draw(context.stderr, `${text}\n`)
  if (json) context.stdout.write(jsonEnvelope({ error: errorData(thrown) }, []))
  return asPgfoldError(thrown).exit
}

function isDebug(context: CliContext): boolean {
  return !['', '0', 'false'].includes(context.env['PGFOLD_DEBUG'] ?? '')
}
