import { systemClock, type Clock } from '../clock.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'

/**
 * Turns a request to stop into two steps: `draining` (no new chunks), and after the grace the abort of `hard` (cut what
 * is under way). An error of the run aborts `hard` at once.
 */
export class StopRequest implements Disposable {
  readonly #signal: AbortSignal
  readonly #graceMilliseconds: number
  readonly #onDraining: (reason: string) => void
  readonly #hard = new AbortController()
  readonly #clock: Clock
  #cancelTimer: (() => void) | null = null
  #draining = false
  #failure: { readonly error: unknown } | null = null

  constructor(
    signal: AbortSignal,
    graceMilliseconds: number,
    onDraining: (reason: string) => void,
    clock: Clock = systemClock,
  ) {
    this.#signal = signal
    this.#graceMilliseconds = graceMilliseconds
    this.#onDraining = onDraining
    this.#clock = clock
    if (signal.aborted) this.#drain()
    else signal.addEventListener('abort', this.#drain, { once: true })
  }

  get hard(): AbortSignal {
    return this.#hard.signal
  }

  get draining(): boolean {
    return this.#draining
  }

  /** The first error that was not itself a consequence of the stop. */
  get failure(): { readonly error: unknown } | null {
    return this.#failure
  }

  readonly fail = (error: unknown): void => {
    if (this.#hard.signal.aborted) return
    this.#failure = { error }
    this.#hard.abort(error)
  };

  [Symbol.dispose](): void {
    this.#signal.removeEventListener('abort', this.#drain)
    this.#cancelTimer?.()
  }

  readonly #drain = (): void => {
    this.#draining = true
    const reason = stopReason(this.#signal)
    this.#onDraining(reason)
    this.#cancelTimer = this.#clock.after(this.#graceMilliseconds, () =>
      this.#hard.abort(new PgfoldError('RUN_STOPPED', { detail: reason })),
    )
  }
}

/** `SIGINT` or `SIGTERM` as the caller gave it; anything else has no words of ours. */
export function stopReason(signal: AbortSignal): string {
  return typeof signal.reason === 'string' ? signal.reason : 'stop requested'
}

/** What to throw when a run ends before it has a ledger: clients say in many ways that they were aborted. */
export function stoppedEarly(error: unknown, signal: AbortSignal, fix: string): unknown {
  if (!signal.aborted || error instanceof PgfoldError) return error
  return new PgfoldError('RUN_STOPPED', { detail: stopReason(signal), fix, cause: error })
}
