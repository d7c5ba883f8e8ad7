import { backoff } from './backoff.ts'
import { parseAnswer } from './batch-answer.ts'
import { callError } from './call-error.ts'
import { systemClock } from '../../clock.ts'
import { pause } from '../../pause.ts'
import { defaultPatience, Patience } from './patience.ts'
import { judgeError, type ErrorVerdict } from './service-error-table.ts'
import type { Operation, Transport } from '../transport/transport.ts'

/** A try that failed and is made again after a pause. */
export interface CallRetry {
  readonly verdict: ErrorVerdict
  readonly error: unknown
  /** 1: the first repetition. */
  readonly attempt: number
  readonly delayMs: number
}

/**
 * One call that may be repeated: tried until it is answered, with full jitter, for as long as the patience of a run.
 * `onRetry` hears of every try that failed, before the pause. What cannot be retried is thrown as PgfoldError, with the
 * transport's error as cause.
 */
export async function callWithRetry(
  transport: Transport,
  operation: Operation,
  request: object,
  signal: AbortSignal,
  onRetry?: (retry: CallRetry) => void,
): Promise<Record<string, unknown>> {
  return parseAnswer(await callForBytes(transport, operation, request, signal, onRetry))
}

/** The same, with the answer as it came. */
export async function callForBytes(
  transport: Transport,
  operation: Operation,
  request: object,
  signal: AbortSignal,
  onRetry?: (retry: CallRetry) => void,
): Promise<Uint8Array> {
  const body = Buffer.from(JSON.stringify(request))
  const patience = new Patience(defaultPatience, systemClock.now())
  for (let attempt = 0; ; attempt += 1) {
    const delay = backoff(attempt, systemClock)
    try {
      return await transport.call(operation, body, signal)
    } catch (error) {
      signal.throwIfAborted()
      const verdict = judgeError(error)
      if (verdict === null) throw error
      if (verdict.class !== 'retry') throw callError(verdict, error)
      const stalled = patience.failure(verdict, error, systemClock.now())
      if (stalled !== null) throw stalled
      onRetry?.({ verdict, error, attempt: attempt + 1, delayMs: Math.round(delay) })
    }
    await pause(delay, signal)
  }
}
