import type { ValidationEvent } from '../validate/validation-event.ts'
import { countOf, formatCount } from './format-count.ts'

/** The lines of a validation for a log; pure. Progress within an entity or a scan gives none: `validationHeartbeat` says it. */
export function validationLines(event: ValidationEvent): string[] {
  switch (event.kind) {
    case 'validation-started':
      return [`${event.resumed ? 'Resuming' : 'Starting'} validation ${event.id} (${event.depth}) of table ${event.table}, mapping ${event.mapping}`]
    case 'snapshot-taken':
      return event.use === 'first-look' ? [`Reading one snapshot of the source, taken at ${event.takenAt} (LSN ${event.lsn})`] : []
    case 'entity-read':
      return [`${event.entity}: ${countOf(event.items, 'item')} expected from ${countOf(event.rows, 'row')}`]
    case 'drill-down':
      return [`Looking into ${countOf(event.buckets, 'unequal bucket')}${event.index === null ? '' : ` of ${event.index}`} (about ${countOf(event.items, 'item')}, round ${event.round})`]
    case 'second-look':
      return [`Looking again at ${countOf(event.keys, 'item')} in a newer snapshot (look ${event.look})`]
    case 'warning':
      return [`Warning: ${event.detail} (${event.code})`]
    case 'entity-started':
    case 'expected-progress':
    case 'scan-progress':
    case 'retried':
    case 'validation-finished':
      return []
  }
}

/** The latest figures as one line; null for events that carry none. */
export function validationHeartbeat(event: ValidationEvent): string | null {
  if (event.kind === 'expected-progress') return `Deriving ${event.entity}: ${countOf(event.rows, 'row')} read, ${countOf(event.items, 'item')} expected`
  if (event.kind === 'scan-progress') {
    return `Scanning ${event.index ?? 'the table'}: ${countOf(event.items, 'item')}, ${formatCount(Math.round(event.readUnits))} read units, ${event.segmentsDone} of ${event.segments} segments done`
  }
  return null
}
