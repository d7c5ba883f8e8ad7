import type { RunEvent } from '../../run/run-event.ts'

/**
 * One event as one line of JSON, without the line end: `type`, `runId`, `seq` (from 1, without gaps) and `at` first,
 * then the event's own fields. Consumers ignore fields they do not know.
 */
export function ndjsonLine(
  event: RunEvent,
  context: { readonly runId: string; readonly seq: number; readonly at: Date },
): string {
  const { kind, ...fields } = event
  return JSON.stringify({ type: kind, runId: context.runId, seq: context.seq, at: context.at.toISOString(), ...fields })
}
