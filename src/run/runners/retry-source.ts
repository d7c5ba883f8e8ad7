import { systemClock, type Clock } from '../../clock.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { pause } from '../../pause.ts'
import type { RunEvent } from '../run-event.ts'

/**
 * How often work is started in a row when its session on the source was lost. The snapshot outlives a session: as
 * long as the coordinator's holds it, a new one sees the same rows.
 */
const maxAttempts = 5

/** Doubled with each attempt, full jitter: a server that restarts or has no connection free gets some 8 s in all. */
const firstDelayMs = 250

/** Runs `attempt` until it succeeds or fails for good; after a failure it must start over a new session. */
export async function retrySource<T>(
  attempt: () => Promise<T>,
  onEvent: (event: RunEvent) => void,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (signal.aborted || attempts >= maxAttempts || !isSourceRetry(error)) throw error
      const delayMs = Math.round(clock.random() * firstDelayMs * 2 ** attempts)
      onEvent({ kind: 'retried', code: error.code, attempt: attempts, delayMs })
      await pause(delayMs, signal, clock)
    }
  }
}

/**
 * A source that cannot be reached is no reason to wait before a run has begun: the address may be wrong. Here it was
 * reached a moment ago.
 */
function isSourceRetry(error: unknown): error is PgfoldError {
  if (!(error instanceof PgfoldError)) return false
  return error.code === 'SOURCE_UNREACHABLE' || (error.entry.retry === 'retry' && error.code.startsWith('SOURCE_'))
}
