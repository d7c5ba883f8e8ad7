import type { EventListener, RunEvent } from '../run/event.ts'

/** Passes at most one event a second of each subject; the writer's totals count them all. */
export function eventThrottle(listener: EventListener, now: () => number): (subject: string, event: () => RunEvent) => void {
  const lastAt = new Map<string, number>()
  return (subject, event) => {
    const at = now()
    if (at - (lastAt.get(subject) ?? -Infinity) < 1_000) return
    lastAt.set(subject, at)
    listener(event())
  }
}
