import type { LedgerSummary } from '../../ledger/ledger.ts'
import { entityTable, migratedRows, totalsOf, totalText } from './entity-totals.ts'
import { countOf, formatCount } from './format-count.ts'
import { formatBytes } from './format-bytes.ts'
import { formatDuration } from './format-duration.ts'
import { formatPercent } from './format-percent.ts'

export interface RunReport {
  readonly outcome: 'completed' | 'stopped' | 'failed'
  readonly summary: LedgerSummary
  readonly milliseconds: number
  readonly stateFile: string
  readonly rejectFile: string
  readonly resumeCommand: string
}

/** The closing report of a run, in the guide's form, with the entities and what to do next. */
export function runReportText(report: RunReport): string {
  const { summary } = report
  const totals = totalsOf(summary.entities)
  return [
    headline(report, totals.rejected),
    'Final statistics:',
    `  Migration ID: ${summary.runId}`,
    `  Total records: ${totalText(totals)}`,
    `  Migrated records: ${formatCount(migratedRows(totals))}`,
    `  Progress: ${formatPercent(totals.read, totals.total)}`,
    `  Errors: ${formatCount(totals.rejected)}`,
    `  Items written: ${formatCount(totals.written)} (${formatBytes(totals.bytes)}, ${formatCount(Math.round(totals.writeUnits))} write units)`,
    `  Duration: ${formatDuration(report.milliseconds)}`,
    `  Requests: ${formatCount(summary.totals.requests)}, retries ${formatCount(summary.totals.retries)}, throttles ${formatCount(summary.totals.throttles)}`,
    '',
    ...entityTable(summary.entities),
    ...remarks(summary),
    '',
    `Migration state saved to: ${report.stateFile}`,
    ...(totals.rejected > 0 ? [`Rejected rows, each with its reason: ${report.rejectFile}`] : []),
    ...(report.outcome === 'completed' ? [] : [`Continue with: ${report.resumeCommand}`]),
  ].join('\n')
}

function headline(report: RunReport, rejected: number): string {
  switch (report.outcome) {
    case 'completed':
      return rejected === 0
        ? 'Migration completed successfully!'
        : `Migration completed: every row was read, ${countOf(rejected, 'row')} ${rejected === 1 ? 'was' : 'were'} rejected`
    case 'stopped':
      return 'Migration stopped before its end; nothing that was saved is lost'
    case 'failed':
      return 'Migration failed; nothing that was saved is lost'
  }
}

/** Counted, never silent: index keys that stay empty and look-ups that found nothing. */
function remarks(summary: LedgerSummary): string[] {
  const lines = summary.entities.flatMap((entity) => [
    ...counted(entity.indexKeysSkipped).map(
      ([index, count]) =>
        `  ${entity.entity}: ${countOf(count, 'item')} not in ${index}, because a value of its key is NULL or empty`,
    ),
    ...counted(entity.lookupsMissed).map(
      ([lookup, count]) =>
        `  ${entity.entity}: ${countOf(count, 'row')} whose ${lookup} does not exist (written without it)`,
    ),
  ])
  return lines.length === 0 ? [] : ['', 'Remarks:', ...lines]
}

function counted(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).filter(([, count]) => count > 0)
}
