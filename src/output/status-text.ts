import type { LedgerSummary } from '../ledger/ledger.ts'
import { entityTable, groupStatuses, migratedRows, totalsOf } from './entity-totals.ts'
import { formatCount } from './format-count.ts'
import { formatDuration } from './format-duration.ts'
import { formatPercent } from './format-percent.ts'

export interface StatusContext {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** How to go on, for a run that is not complete. */
  readonly resumeCommand: string
}

/**
 * The guide's status report: the run, its totals, one line per group, and the entities with their counts. The state is
 * saved while the run goes on, so the report tells how old its figures are. Whether a process is still at work is not
 * known here and not guessed.
 */
export function statusText(summary: LedgerSummary, context: StatusContext): string {
  const totals = totalsOf(summary.entities)
  const title = 'Migration Status Report'
  const open = summary.status !== 'Completed'
  return [
    title,
    '='.repeat(title.length),
    `Migration ID: ${summary.runId}`,
    `Status: ${summary.status}`,
    `Started at: ${summary.startedAt}`,
    ...(summary.completedAt === null ? [] : [`Completed at: ${summary.completedAt}`]),
    `Last saved: ${summary.updatedAt}${open ? ` (${formatDuration(Math.max(0, context.now - Date.parse(summary.updatedAt)))} ago)` : ''}`,
    `Progress: ${formatPercent(totals.read, totals.total)}`,
    `Total records: ${formatCount(totals.total)}`,
    `Migrated records: ${formatCount(migratedRows(totals))}`,
    `Errors: ${formatCount(totals.rejected)}`,
    ...(summary.lastError === null ? [] : [`Last error: ${summary.lastError.message} (${summary.lastError.code})`]),
    `Source: database ${summary.source.database}, system ${summary.source.systemIdentifier}${snapshotText(summary)}`,
    `Target: ${summary.target.table} (${summary.target.arn})`,
    `Mapping: ${summary.mapping.name} (${summary.mapping.hash.slice(0, 12)})`,
    `Requests: ${formatCount(summary.totals.requests)}, retries ${formatCount(summary.totals.retries)}, throttles ${formatCount(summary.totals.throttles)}`,
    '',
    'Table Status:',
    ...groupStatuses(summary.entities).map((group) => `  ${group.group}: ${group.status} (${formatCount(group.migrated)}/${formatCount(group.total)})`),
    '',
    ...entityTable(summary.entities),
    ...(open ? ['', `If no process is at work on it, continue with: ${context.resumeCommand}`] : []),
  ].join('\n')
}

function snapshotText(summary: LedgerSummary): string {
  const last = summary.snapshots.at(-1)
  return last === undefined ? '' : `, snapshot ${last.lsn} of ${last.takenAt}`
}
