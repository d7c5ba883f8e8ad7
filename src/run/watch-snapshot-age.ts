import { PgfoldError } from '../errors/pgfold-error.ts'
import type { WatchListeners } from './watch-listeners.ts'

export interface SnapshotAgeLimits {
  /** A warning at this age, and each time it has doubled. */
  readonly warnAgeMs: number
  /** Null: no limit. */
  readonly maxAgeMs: number | null
}

/** Counts from now on. The clock of this machine is enough: what is measured is a duration. */
export function watchSnapshotAge(
  { warnAgeMs, maxAgeMs }: SnapshotAgeLimits,
  { onEvent, onLimit }: WatchListeners,
): Disposable {
  const warn = (ageMs: number): void => {
    onEvent({ kind: 'warning', code: 'SOURCE_SNAPSHOT_OLD', detail: describeAge(ageMs) })
    // The age of the next warning is twice this one, so it is as far away as this one was.
    warning = setTimeout(warn, ageMs, ageMs * 2)
    warning.unref()
  }
  let warning = setTimeout(warn, warnAgeMs, warnAgeMs)
  warning.unref()
  const limit =
    maxAgeMs === null
      ? null
      : setTimeout(() => onLimit(new PgfoldError('SOURCE_SNAPSHOT_OLD', { detail: describeAge(maxAgeMs) })), maxAgeMs)
  limit?.unref()
  return {
    [Symbol.dispose]() {
      clearTimeout(warning)
      if (limit !== null) clearTimeout(limit)
    },
  }
}

function describeAge(ageMs: number): string {
  const seconds = Math.round(ageMs / 1000)
  return seconds < 120 ? `it is ${seconds} s old` : `it is ${Math.round(seconds / 60)} minutes old`
}
