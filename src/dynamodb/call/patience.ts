import { PgfoldError } from '../../errors/pgfold-error.ts'
import { describeCallError } from './call-error.ts'
import type { ErrorVerdict } from './service-error-table.ts'
import { ServiceError } from '../transport/transport.ts'

/** How long without any progress a run waits before it stops. Progress anywhere begins them anew. */
export interface PatienceLimits {
  /** The service answers, but only to refuse for now. The guide's alert is "no progress for 10 minutes". */
  readonly throttledMs: number
  /** No answer, or only faults. A wrong address is found before the first write, by a call that waits for nothing. */
  readonly unavailableMs: number
}

/** Half an hour without the service: an outage of a night's run that nobody need wake up for. */
export const defaultPatience: PatienceLimits = { throttledMs: 10 * 60_000, unavailableMs: 30 * 60_000 }

/** Decides when retrying ends. Throttling alone never ends a run that gets on, however slowly. */
export class Patience {
  readonly #limits: PatienceLimits
  #progressAt: number
  #answerAt: number

  constructor(limits: PatienceLimits, now: number) {
    this.#limits = limits
    this.#progressAt = now
    this.#answerAt = now
  }

  progress(now: number): void {
    this.#progressAt = now
    this.#answerAt = now
  }

  /** Returns the error that ends the run, or null: try again. */
  failure(verdict: ErrorVerdict, error: unknown, now: number): PgfoldError | null {
    if (verdict.throttle) this.#answerAt = now
    const waited = verdict.throttle ? now - this.#progressAt : now - this.#answerAt
    if (waited < (verdict.throttle ? this.#limits.throttledMs : this.#limits.unavailableMs)) return null
    return new PgfoldError('DYNAMODB_STALLED', {
      detail: `no progress for ${Math.round(waited / 1000)} s, at last ${describeCallError(error)}${reasons(error)}`,
      fix: verdict.throttle
        ? `Increase the write capacity of the table and its indexes, or use on-demand billing or a warm throughput, ${resume}`
        : `Check endpoint, network and the service (for an emulator, that it is running), ${resume}`,
      cause: error,
    })
  }
}

const resume = 'then resume the run: it continues after the last durable chunk.'

function reasons(error: unknown): string {
  if (!(error instanceof ServiceError) || error.throttlingReasons.length === 0) return ''
  return ` [${error.throttlingReasons.map(({ reason, resource }) => `${reason} ${resource}`).join(', ')}]`
}
