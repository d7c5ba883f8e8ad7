import type { RunEvent } from '../../run/run-event.ts'
import { countOf, formatCount } from '../../format-count.ts'
import { formatDuration } from './format-duration.ts'
import { formatPercent } from './format-percent.ts'
import { isSourceRetry, rowsPerSecond, soFar, timeLeft, type RunView } from '../run-view.ts'
import { lsnText } from './lsn-text.ts'

/**
 * The lines for a log or a pipe, in the form that the migration guide promises. Pure: an event gives its lines,
 * without line ends. `view` is the state after the event.
 */
export function progressLines(event: RunEvent, view: RunView): string[] {
  switch (event.kind) {
    case 'run-started':
      return [
        event.resumed
          ? `Resuming migration ${event.runId} from PostgreSQL to DynamoDB`
          : 'Starting complete migration from PostgreSQL to DynamoDB',
        `Migration ID: ${event.runId} (mapping ${event.mapping}, table ${event.table}, state ${event.stateFile})`,
      ]
    case 'snapshot-taken':
      return [`Reading one snapshot of the source, taken at ${event.takenAt}${lsnText(event.lsn)}`]
    case 'planned':
      return [
        `Total records to migrate: ${event.estimated ? 'about ' : ''}${formatCount(event.total)}`,
        ...(event.done > 0
          ? [`Already migrated: ${formatCount(event.done)}, left: ${formatCount(event.total - event.done)}`]
          : []),
      ]
    case 'chunk-started':
      return [`Processing ${event.rows} ${event.group} (offset: ${event.offset})`]
    case 'group-done':
      return [`${capitalised(event.group)} migration completed: ${formatCount(event.rows)} records`]
    case 'throttled':
      return view.throttles === 1 ? [throttleAdvice(event.reason, event.resource)] : []
    case 'warning':
      return [`Warning: ${event.detail} (${event.code})`]
    case 'retried':
      return isSourceRetry(event.code) && isPowerOfTen(view.sourceRetries) ? [sourceRetryLine(event, view)] : []
    case 'draining':
      return [`Stopping (${event.reason}): finishing the work in progress and saving the state`]
    case 'chunk-progress':
    case 'chunk-done':
    case 'entity-done':
    case 'rejected':
    case 'run-finished':
      return []
  }
}

/** A sign of life for a quiet log: share, rate, time left, and what went wrong so far. */
export function heartbeatLine(view: RunView, now: number): string {
  const { rows: done, written, rejected } = soFar(view)
  const idle = idleText(view, now)
  const left = timeLeft(view, now)
  return [
    `Progress: ${formatPercent(done, view.total)} (${formatCount(done)} of ${view.estimated ? 'about ' : ''}${formatCount(view.total)} records)`,
    `${formatCount(Math.round(rowsPerSecond(view, now)))} records/s`,
    `${countOf(written, 'item')} written`,
    ...(left === null ? [] : [`about ${formatDuration(left)} left`]),
    ...(view.throttles > 0 ? [`${formatCount(view.throttles)} throttles`] : []),
    ...(view.retries > 0 ? [`${formatCount(view.retries)} retries${ofSource(view)}`] : []),
    ...(rejected > 0 ? [`${formatCount(rejected)} rejected`] : []),
    ...(idle === null ? [] : [idle]),
  ].join(', ')
}

/** A display that stands still for longer says why. */
const idleMs = 3_000
/** What was said longer ago is not the cause any more: each code and each reason is said again every second. */
const causeMs = 60_000

/** What holds the run up, while no row gets an outcome; null while rows do. */
export function idleText(view: RunView, now: number): string | null {
  const idle = now - view.lastProgressAt
  if (view.finished || view.groups.length === 0 || idle < idleMs) return null
  const { lastTrouble } = view
  const known = lastTrouble !== null && now - lastTrouble.at < causeMs
  const since = `nothing written for ${formatDuration(idle)}`
  // The cause first: a narrow terminal cuts the end.
  return known ? `${lastTrouble.cause}: ${since}, trying again` : since
}

/** The guide's answer to throttling, said once; the counters carry the rest. */
function throttleAdvice(reason: string, resource: string): string {
  const what = [reason, resource].filter((part) => part !== '').join(' on ')
  return (
    `Warning: DynamoDB throttles writes${what === '' ? '' : ` (${what})`}; pgfold slows down and continues. To ` +
    'go faster, increase write capacity or use on-demand billing.'
  )
}

/** The 1st, 10th, 100th …: a source that goes on failing is heard of, and does not fill the log. */
function isPowerOfTen(count: number): boolean {
  return /^10*$/.test(String(count))
}

function sourceRetryLine(
  { code, delayMs }: Extract<RunEvent, { readonly kind: 'retried' }>,
  { sourceRetries }: RunView,
): string {
  const times = sourceRetries === 1 ? '' : `, ${formatCount(sourceRetries)} times so far`
  return `Warning: a session on the source was lost or refused${times}; its chunk is read again in ${formatDuration(delayMs)} (${code})`
}

/** ` (3 of the source)`, or nothing. */
export function ofSource({ sourceRetries }: RunView): string {
  return sourceRetries === 0 ? '' : ` (${formatCount(sourceRetries)} of the source)`
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
