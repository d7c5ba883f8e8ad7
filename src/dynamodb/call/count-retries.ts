import type { CallRetry } from './call-with-retry.ts'
import { eventThrottle } from './event-throttle.ts'
import type { RetryEvent } from './retry-event.ts'
import { ServiceError } from '../transport/transport.ts'

export interface RetryCounts {
  /** Calls that were made again, for whatever reason. */
  readonly retries: number
  /** Answers by which the service refused for now, or left a part undone. */
  readonly throttles: number
}

export interface RetryCounter {
  readonly counts: RetryCounts
  /** `resource` names what was called, where the service does not. */
  readonly retried: (retry: CallRetry, resource: string) => void
  /** Adds what an earlier attempt of the same work had counted. */
  addEarlier(earlier: RetryCounts): void
}

/**
 * Counts every retry of calls that wait for their own answer, and reports them as the writer does: at most once a
 * second of each code and each reason.
 */
export function countRetries(onEvent: (event: RetryEvent) => void, now: () => number): RetryCounter {
  const counts = { retries: 0, throttles: 0 }
  const emit = eventThrottle(onEvent, now)
  return {
    counts,
    retried({ verdict, error, attempt, delayMs }, resource) {
      counts.retries += 1
      if (verdict.throttle) {
        counts.throttles += 1
        const named = error instanceof ServiceError ? error.throttlingReasons : []
        const reasons =
          named.length > 0 ? named : [{ reason: error instanceof ServiceError ? error.type : 'Unknown', resource }]
        for (const each of reasons)
          emit(`throttled ${each.reason} ${each.resource}`, () => ({ kind: 'throttled', ...each }))
      }
      emit(verdict.code, () => ({ kind: 'retried', code: verdict.code, attempt, delayMs }))
    },
    addEarlier(earlier) {
      counts.retries += earlier.retries
      counts.throttles += earlier.throttles
    },
  }
}
