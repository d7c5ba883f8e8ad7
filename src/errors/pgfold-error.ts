import { type ErrorCode, errorRegistry } from './error-registry.ts'
import type { ErrorEntry, ExitCode } from './error-entry.ts'
import { visibleLines, visibleText } from '../visible-text.ts'

export interface ErrorContext {
  /**
   * What exactly, in one line or a list of lines (a line end within one is made visible): names, counts and sizes,
   * never cell values, never secrets.
   */
  readonly detail?: string | readonly string[] | undefined
  /** Where in the mapping or the command line, for example `entities.FEED.key.sk`. */
  readonly place?: string | undefined
  /** Replaces the registry's fix where a more exact one is known (a command, a suggestion). */
  readonly fix?: string | undefined
  /**
   * Replaces the registry's exit code where the same error means something else: a run that can be resumed, or one that
   * never began.
   */
  readonly exit?: ExitCode | undefined
  readonly cause?: unknown
}

/**
 * The only error class that leaves the engine. Everything that a reader needs comes from the
 * registry (title, why, fix, exit code, retry class) and from the context given here.
 */
export class PgfoldError extends Error {
  override readonly name = 'PgfoldError'
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly place: string | undefined
  readonly fix: string
  readonly exit: ExitCode

  constructor(code: ErrorCode, context: ErrorContext = {}) {
    const entry: ErrorEntry = errorRegistry[code]
    // A name in it may hold anything; from here it goes to terminals, logs, state files and other tools.
    const detail =
      typeof context.detail === 'string' ? visibleText(context.detail) : context.detail?.map(visibleText).join('\n')
    super(detail === undefined ? entry.title : `${entry.title}: ${detail}`, { cause: context.cause })
    this.code = code
    this.detail = detail
    this.place = context.place === undefined ? undefined : visibleText(context.place)
    this.fix = visibleLines(context.fix ?? entry.fix)
    this.exit = context.exit ?? entry.exit
  }

  get entry(): ErrorEntry {
    return errorRegistry[this.code]
  }
}
