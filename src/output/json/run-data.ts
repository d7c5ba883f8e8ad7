import type { LedgerSummary } from '../../ledger/ledger.ts'
import type { UnfinishedChunks } from '../../run/under-way.ts'
import type { Liveness } from '../../ledger/process-record.ts'
import { mixedSnapshots } from '../../ledger/mixed-snapshots.ts'
import { migratedRows, totalsOf } from '../text/entity-totals.ts'
import { groupStatuses } from '../text/group-statuses.ts'
import type { RunData } from './json-schemas.ts'

/**
 * A run as `--json` shows it; `liveness` is that of the process that the summary names. Key ranges stay out: they are
 * values of the source.
 */
export function runData(
  summary: LedgerSummary,
  files: {
    readonly stateFile: string
    readonly rejectFile: string
    readonly resumeCommand: string
    readonly validateCommand: string
  },
  liveness: Liveness | null = null,
  unfinished: UnfinishedChunks | null = null,
): RunData {
  const totals = totalsOf(summary.entities)
  const process =
    summary.process === null || liveness === null
      ? null
      : { host: summary.process.host, pid: summary.process.pid, state: liveness }
  return {
    migrationId: summary.runId,
    status: summary.status,
    startedAt: summary.startedAt,
    completedAt: summary.completedAt,
    updatedAt: summary.updatedAt,
    mapping: { ...summary.mapping },
    source: { ...summary.source },
    target: { ...summary.target },
    snapshots: summary.snapshots.map(({ lsn, takenAt }) => ({ lsn, takenAt })),
    totals: {
      ...totals,
      migrated: migratedRows(totals),
      percent: percentOf(totals.read, totals.total),
      ...summary.totals,
    },
    groups: groupStatuses(summary.entities).map((group) => ({ ...group })),
    entities: summary.entities.map(
      ({ pending: _keyRanges, chunkColumns: _columns, counted: _counted, reads: _reads, ...entity }) => ({
        ...entity,
      }),
    ),
    process,
    unfinished: unfinished === null ? null : { ...unfinished },
    lastError: summary.lastError === null ? null : { ...summary.lastError },
    stateFile: files.stateFile,
    rejectFile: files.rejectFile,
    resumeCommand: files.resumeCommand,
    mixedSnapshots: mixedSnapshots(summary).map(({ entity, origins }) => ({ entity, origins: [...origins] })),
    validateCommand: files.validateCommand,
  }
}

function percentOf(part: number, whole: number): number {
  return whole === 0 || part >= whole ? 100 : Math.floor((part / whole) * 10_000) / 100
}
