import type { RetryEvent } from './retry-event.ts'

/** Passes at most one event a second of each subject; totals count them all. */
export function eventThrottle(
  listener: (event: RetryEvent) => void,
  now: () => number,
): (subject: string, event: () => RetryEvent) => void {
  const lastAt = new Map<string, number>()
  return (subject, event) => {
    const at = now()
    if (at - (lastAt.get(subject) ?? -Infinity) < 1_000) return
    lastAt.set(subject, at)
    listener(event())
  }
}
