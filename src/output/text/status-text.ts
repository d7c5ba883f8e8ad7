import type { LedgerSummary } from '../../ledger/ledger.ts'
import type { Liveness, ProcessRecord } from '../../ledger/process-record.ts'
import { migratedRows, totalsOf, totalText } from './entity-totals.ts'
import { entityTable } from './entity-table.ts'
import { groupStatuses } from './group-statuses.ts'
import { formatCount } from '../../format-count.ts'
import { formatDuration } from './format-duration.ts'
import { formatPercent } from './format-percent.ts'
import { mixedSnapshotsText } from './mixed-snapshots-text.ts'
import { textBlock, type TextBlock } from './text-block.ts'

export interface StatusContext {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Is the process that the state names at work? null: it names none. */
  readonly liveness: Liveness | null
  /** How to go on, for a run that is not complete. */
  readonly resumeCommand: string
  /** How to find out whether the table is right. */
  readonly validateCommand: string
}

/**
 * The guide's status report: the run, its totals, one line per group, and the entities with their counts. The state is
 * saved while the run goes on, so the report tells how old its figures are, and whether a process is at work on it.
 */
export function statusText(summary: LedgerSummary, context: StatusContext): TextBlock {
  const totals = totalsOf(summary.entities)
  const title = 'Migration Status Report'
  const open = summary.status !== 'Completed'
  return textBlock([
    title,
    '='.repeat(title.length),
    `Migration ID: ${summary.runId}`,
    `Status: ${summary.status}`,
    ...(open && summary.process !== null && context.liveness !== null
      ? [`Process: ${processText(summary.process, context.liveness)}`]
      : []),
    `Started at: ${summary.startedAt}`,
    ...(summary.completedAt === null ? [] : [`Completed at: ${summary.completedAt}`]),
    'Last saved: ' +
      `${summary.updatedAt}${open ? ` (${formatDuration(Math.max(0, context.now - Date.parse(summary.updatedAt)))} ago)` : ''}`,
    `Progress: ${formatPercent(totals.read, totals.total)}`,
    `Total records: ${totalText(totals)}`,
    `Migrated records: ${formatCount(migratedRows(totals))}`,
    `Errors: ${formatCount(totals.rejected)}`,
    ...(summary.lastError === null ? [] : [`Last error: ${summary.lastError.message} (${summary.lastError.code})`]),
    `Source: database ${summary.source.database}, system ${summary.source.systemIdentifier}${snapshotText(summary)}`,
    `Target: ${summary.target.table} (${summary.target.arn})`,
    `Mapping: ${summary.mapping.name} (${summary.mapping.hash.slice(0, 12)})`,
    `Requests: ${formatCount(summary.totals.requests)}, retries ${formatCount(summary.totals.retries)}, ` +
      `throttles ${formatCount(summary.totals.throttles)}`,
    '',
    'Table Status:',
    ...groupStatuses(summary.entities).map(
      (group) => `  ${group.group}: ${group.status} (${formatCount(group.migrated)}/${totalText(group)})`,
    ),
    '',
    ...entityTable(summary.entities),
    ...mixedSnapshotsText(summary, context.validateCommand),
    ...(open ? nextStep(summary, context) : []),
  ])
}

function processText({ host, pid }: ProcessRecord, liveness: Liveness): string {
  switch (liveness) {
    case 'running':
      return `running (process ${pid} on this machine)`
    case 'probably-running':
      return `probably running (process ${pid} on this machine; another process may have taken over its number)`
    case 'not-running':
      return (
        `not running (process ${pid} on this machine ended without saving an end: it was killed, or the machine ` +
        'stopped)'
      )
    case 'unknown':
      return `unknown, because it is on another host or in another container (${host}, process ${pid})`
  }
}

/** A run that is at work needs nothing; one that nobody is at work on is gone on with. */
function nextStep(summary: LedgerSummary, { liveness, resumeCommand }: StatusContext): readonly string[] {
  if (liveness === 'running') return []
  // A run that was stopped or has failed has said so itself; of one that was killed its process tells.
  const over =
    liveness === 'not-running' ||
    (summary.process === null && (summary.status === 'Paused' || summary.status === 'Failed'))
  return ['', `${over ? 'Continue' : 'If no process is working on it, continue'} with: ${resumeCommand}`]
}

function snapshotText(summary: LedgerSummary): string {
  const last = summary.snapshots.at(-1)
  return last === undefined ? '' : `, snapshot ${last.lsn === null ? '' : `${last.lsn} `}of ${last.takenAt}`
}
