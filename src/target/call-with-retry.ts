import { backoff } from './backoff.ts'
import { parseAnswer } from './batch-answer.ts'
import { callError } from './call-error.ts'
import { systemClock } from './clock.ts'
import { pause } from './pause.ts'
import { defaultPatience, Patience } from './patience.ts'
import { judgeError } from './service-error-table.ts'
import type { Operation, Transport } from './transport.ts'

/**
 * One call that may be repeated: tried until it is answered, with full jitter, for as long as the patience of a run.
 * `onThrottle` hears of every throttled try. What cannot be retried is thrown as PgfoldError, with the transport's error as cause.
 */
export async function callWithRetry(
  transport: Transport, operation: Operation, request: object, signal: AbortSignal, onThrottle?: () => void,
): Promise<Record<string, unknown>> {
  return parseAnswer(await callForBytes(transport, operation, request, signal, onThrottle))
}

/** The same, with the answer as it came. */
export async function callForBytes(transport: Transport, operation: Operation, request: object, signal: AbortSignal, onThrottle?: () => void): Promise<Uint8Array> {
  const body = Buffer.from(JSON.stringify(request))
  const patience = new Patience(defaultPatience, systemClock.now())
  for (let attempt = 0; ; attempt++) {
    try {
      return await transport.call(operation, body, signal)
    } catch (error) {
      signal.throwIfAborted()
      const verdict = judgeError(error)
      if (verdict === null) throw error
      if (verdict.class !== 'retry') throw callError(verdict, error)
      const enough = patience.failure(verdict, error, systemClock.now())
      if (enough !== null) throw enough
      if (verdict.throttle) onThrottle?.()
    }
    await pause(backoff(attempt, systemClock), signal)
  }
}
