import type { ValidationEvent } from '../../validate/validation-event.ts'
import { countOf, formatCount } from '../../format-count.ts'
import { readThrottleAdvice } from './read-throttle-advice.ts'
import type { ValidationView } from '../validation-view.ts'
import { lsnText } from './lsn-text.ts'

/**
 * The lines of a validation for a log; pure, `view` is the state after the event. Progress within an entity or a scan
 * gives none: `validationHeartbeat` says it.
 */
export function validationLines(event: ValidationEvent, view: ValidationView): string[] {
  switch (event.kind) {
    case 'validation-started':
      return [
        `${event.resumed ? 'Resuming' : 'Starting'} validation ${event.id} (${event.depth}) of table ` +
          `${event.table}, mapping ${event.mapping}`,
      ]
    case 'snapshot-taken':
      return event.use === 'first-pass'
        ? [`Reading one snapshot of the source, taken at ${event.takenAt}${lsnText(event.lsn)}`]
        : []
    case 'entity-read':
      return [`${event.entity}: ${countOf(event.items, 'item')} expected from ${countOf(event.rows, 'row')}`]
    case 'drill-down':
      return [
        'Drilling down into ' +
          `${countOf(event.buckets, 'unequal bucket')}${event.index === null ? '' : ` of ${event.index}`} (about ` +
          `${countOf(event.items, 'item')}, round ${event.round})`,
      ]
    case 'second-pass':
      return [`Comparing ${countOf(event.keys, 'item')} again in a newer snapshot (second pass, round ${event.round})`]
    case 'warning':
      return [`Warning: ${event.detail} (${event.code})`]
    case 'throttled':
      return view.throttles === 1 ? [readThrottleAdvice(event.reason, event.resource)] : []
    case 'entity-started':
    case 'expected-progress':
    case 'scan-progress':
    case 'retried':
    case 'validation-finished':
      return []
  }
}

/** The latest figures as one line, with what went wrong so far; null before there are any. */
export function validationHeartbeat({ latest, throttles, retries }: ValidationView): string | null {
  if (latest === null) return null
  return [
    latest.kind === 'expected-progress'
      ? `Deriving ${latest.entity}: ${countOf(latest.rows, 'row')} read, ${countOf(latest.items, 'item')} expected`
      : `Scanning ${latest.index ?? 'the table'}: ${countOf(latest.items, 'item')}, ` +
        `${formatCount(Math.round(latest.readUnits))} read units, ${latest.segmentsDone} of ${latest.segments} ` +
        'segments done',
    ...(throttles > 0 ? [countOf(throttles, 'throttle')] : []),
    ...(retries > 0 ? [countOf(retries, 'retry', 'retries')] : []),
  ].join(', ')
}
