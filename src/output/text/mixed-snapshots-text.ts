import { countOf } from '../../format-count.ts'
import type { LedgerSummary } from '../../ledger/ledger.ts'
import { mixedSnapshots } from '../../ledger/mixed-snapshots.ts'

/** Which rows of a run come from which snapshot, and what settles it; nothing where all are of one moment. */
export function mixedSnapshotsText(summary: LedgerSummary, validateCommand: string): readonly string[] {
  const mixed = mixedSnapshots(summary)
  if (mixed.length === 0) return []
  return [
    '',
    'Rows come from several snapshots, because the run was interrupted:',
    ...mixed.map(
      ({ entity, origins }) =>
        `  ${entity}: ${origins.map(({ rows, takenAt }) => `${countOf(rows, 'row')} as of ${takenAt}`).join(', ')}`,
    ),
    'A row that was changed, added or deleted in between may be in the table in either state, and so may what other items copy or count of it.',
    `To settle it: ${validateCommand}`,
    'and, where that reports differences: pgfold repair <report>',
  ]
}
