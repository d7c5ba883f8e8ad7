import { systemClock, type Clock } from '../clock.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'

/**
 * Turns a request to stop, or a limit that was reached, into two steps: `draining` (no new chunks), and after the grace
 * the abort of `hard` (cut what is under way). An error of the run aborts `hard` at once.
 */
export class StopRequest implements Disposable {
  readonly #signal: AbortSignal
  readonly #graceMs: number
  readonly #onDraining: (reason: string) => void
  readonly #hard = new AbortController()
  readonly #clock: Clock
  #cancelTimer: (() => void) | null = null
  #draining = false
  #limit: PgfoldError | null = null
  #failure: { readonly error: unknown } | null = null

  constructor(signal: AbortSignal, graceMs: number, onDraining: (reason: string) => void, clock: Clock = systemClock) {
    this.#signal = signal
    this.#graceMs = graceMs
    this.#onDraining = onDraining
    this.#clock = clock
    if (signal.aborted) this.#onAbort()
    else signal.addEventListener('abort', this.#onAbort, { once: true })
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

  /** The limit for which the run stops, if nobody asked for a stop before. */
  get limit(): PgfoldError | null {
    return this.#limit
  }

  /** Stops like a request from outside, because the source has borne enough. */
  readonly reach = (limit: PgfoldError): void => {
    if (this.#draining || this.#hard.signal.aborted) return
    this.#limit = limit
    this.#drain(limit.entry.title, limit)
  }

  readonly fail = (error: unknown): void => {
    if (this.#hard.signal.aborted) return
    this.#failure = { error }
    this.#hard.abort(error)
  };

  [Symbol.dispose](): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
    this.#cancelTimer?.()
  }

  readonly #onAbort = (): void => {
    if (this.#draining) return
    const reason = stopReason(this.#signal)
    this.#drain(reason, new PgfoldError('RUN_STOPPED', { detail: reason }))
  }

  #drain(reason: string, cause: PgfoldError): void {
    this.#draining = true
    this.#onDraining(reason)
    this.#cancelTimer = this.#clock.after(this.#graceMs, () => this.#hard.abort(cause))
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
