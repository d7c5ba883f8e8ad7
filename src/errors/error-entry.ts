/** What the process says to its caller; stable, documented in docs/errors.md. */
export type ExitCode = 0 | 1 | 2 | 3 | 64 | 78 | 130 | 143

/**
 * What the engine does when an error of this code meets it:
 * `retry` waits and tries again, `reject` sets the one row aside and goes on, `note` is listed and nothing ends, `stop`
 * ends the run. Exit code 0 and `note` with 2 mean: listed, and with 2 somebody should do something about it.
 */
export type RetryClass = 'retry' | 'reject' | 'note' | 'stop'

export interface ErrorEntry {
  /** What happened, one line without a full stop. */
  readonly title: string
  /** Why it matters or how it comes about. */
  readonly why: string
  /** What the reader can do now. */
  readonly fix: string
  /**
   * The same for a command that has not begun a run yet, where `fix` speaks of resuming: there is no state to resume
   * from.
   */
  readonly fixBeforeStart?: string
  readonly exit: ExitCode
  readonly retry: RetryClass
}

/** Keeps the literal codes of an area while checking each entry. */
export function defineErrors<const T extends Readonly<Record<string, ErrorEntry>>>(entries: T): T {
  return entries
}
