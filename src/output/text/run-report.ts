import type { LedgerSummary } from '../../ledger/ledger.ts'
import { mixedSnapshots } from '../../ledger/mixed-snapshots.ts'
import type { UnfinishedChunks } from '../../run/under-way.ts'
import { migratedRows, totalsOf, totalText } from './entity-totals.ts'
import { entityTable } from './entity-table.ts'
import { countOf, formatCount } from '../../format-count.ts'
import { formatBytes } from './format-bytes.ts'
import { formatDuration } from './format-duration.ts'
import { formatPercent } from './format-percent.ts'
import { mixedSnapshotsText } from './mixed-snapshots-text.ts'
import { textBlock, type TextBlock } from './text-block.ts'

export interface RunReport {
  readonly outcome: 'completed' | 'stopped' | 'failed'
  readonly resumable: boolean
  readonly summary: LedgerSummary
  readonly milliseconds: number
  readonly unfinished: UnfinishedChunks
  readonly stateFile: string
  readonly rejectFile: string
  readonly resumeCommand: string
  readonly validateCommand: string
  readonly retryCommand: string
}

/** The closing report of a run, in the guide's form, with the entities and what to do next. */
export function runReportText(report: RunReport): TextBlock {
  const { summary } = report
  const totals = totalsOf(summary.entities)
  return textBlock([
    headline(report, totals.rejected),
    'Final statistics:',
    `  Migration ID: ${summary.runId}`,
    `  Total records: ${totalText(totals)}`,
    `  Migrated records: ${formatCount(migratedRows(totals))}`,
    `  Progress: ${formatPercent(totals.read, totals.total)}`,
    `  Errors: ${formatCount(totals.rejected)}`,
    `  Items written: ${formatCount(totals.written)} (${formatBytes(totals.bytes)}, ` +
      `${formatCount(Math.round(totals.writeUnits))} write units)`,
    ...received(report.unfinished),
    `  Duration: ${formatDuration(report.milliseconds)}`,
    `  Requests: ${formatCount(summary.totals.requests)}, retries ${formatCount(summary.totals.retries)}, ` +
      `throttles ${formatCount(summary.totals.throttles)}`,
    '',
    ...entityTable(summary.entities),
    ...remarks(summary),
    ...mixedSnapshotsText(summary, report.validateCommand),
    '',
    `Migration state saved to: ${report.stateFile}`,
    ...(totals.rejected > 0 ? [`Rejected rows, each with its reason: ${report.rejectFile}`] : []),
    ...(totals.rejected > 0 && report.outcome === 'completed'
      ? [`Next: fix the reasons in the source or the mapping, then run ${report.retryCommand}`]
      : []),
    ...(report.resumable ? [`Continue with: ${report.resumeCommand}`] : []),
  ])
}

function headline(report: RunReport, rejected: number): string {
  switch (report.outcome) {
    case 'completed':
      return completedHeadline(rejected, mixedSnapshots(report.summary).length > 0)
    case 'stopped':
      return 'Migration stopped early; everything saved so far is kept'
    case 'failed':
      return report.resumable ? 'Migration failed; everything saved so far is kept' : 'Migration failed'
  }
}

function completedHeadline(rejected: number, mixed: boolean): string {
  const findings = [
    ...(rejected === 0 ? [] : [`${countOf(rejected, 'row')} ${rejected === 1 ? 'was' : 'were'} rejected`]),
    ...(mixed ? ['rows come from several snapshots'] : []),
  ]
  return findings.length === 0
    ? 'Migration completed successfully!'
    : `Migration completed: every row was read, ${findings.join(', and ')}`
}

/** The table holds more than the state says where chunks were cut. */
function received({ chunks, written, bytes }: UnfinishedChunks): string[] {
  if (written === 0) return []
  return [
    `  Received beyond that: ${countOf(written, 'item')} (${formatBytes(bytes)}) of ${countOf(chunks, 'unfinished chunk')}, ` +
      'which a resume writes again',
  ]
}

/** Counted, never silent: index keys that stay empty, look-ups that found nothing, items that had to be cut. */
function remarks(summary: LedgerSummary): string[] {
  const lines = summary.entities.flatMap((entity) => [
    ...counted(entity.indexKeysSkipped).map(
      ([index, count]) =>
        `  ${entity.entity}: ${countOf(count, 'item')} not in ${index}, because a value of its key is NULL or empty`,
    ),
    ...counted(entity.lookupsMissed).map(
      ([lookup, count]) =>
        `  ${entity.entity}: ${countOf(count, 'row')} without an existing ${lookup} (written without its values)`,
    ),
    ...counted(entity.oversize).map(
      ([attribute, count]) =>
        `  ${entity.entity}: ${countOf(count, 'item')} over 400 KB with ${attribute} left out or compressed, as the mapping says`,
    ),
  ])
  return lines.length === 0 ? [] : ['', 'Remarks:', ...lines]
}

function counted(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).filter(([, count]) => count > 0)
}
