import { errorRegistry, type ErrorCode } from './error-registry.ts'
import type { ErrorEntry } from './error-entry.ts'

export interface ErrorContext {
  /** What exactly, in one line: names, counts and sizes, never cell values, never secrets. */
  readonly detail?: string | undefined
  /** Where in the mapping or the command line, for example `entities.FEED.key.sk`. */
  readonly place?: string | undefined
  /** Replaces the registry's fix where a more exact one is known (a command, a suggestion). */
  readonly fix?: string | undefined
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

  constructor(code: ErrorCode, context: ErrorContext = {}) {
    const entry: ErrorEntry = errorRegistry[code]
    super(context.detail === undefined ? entry.title : `${entry.title}: ${context.detail}`, { cause: context.cause })
    this.code = code
    this.detail = context.detail
    this.place = context.place
    this.fix = context.fix ?? entry.fix
  }

  get entry(): ErrorEntry {
    return errorRegistry[this.code]
  }
}
