import type { RunId } from '../brand.ts'
import type { HashKeys } from '../key-hashing.ts'
import type { Mapping } from '../mapping/define-mapping.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import type { PlanBinding } from './plan-binding.ts'
import type { TargetConfig } from '../dynamodb/transport/target-config.ts'

/** What `migrate` and `resume` share. Absent settings take the defaults of `runSettings`. */
export interface RunOptions {
  readonly mapping: Mapping
  readonly source: SourceConfig
  readonly target: TargetConfig
  /** Where state and reject files lie; default: the current directory. */
  readonly stateDirectory?: string | undefined
  /** Chunks under way at the same time, each over a connection of its own. */
  readonly workers?: number | undefined
  /** Worker threads among which the workers are shared; 0 (the default): all in this thread. */
  readonly threads?: number | undefined
  /**
   * Source rows per chunk: the unit of progress, and what a killed run does again at most, per worker. Absent: as many
   * as take about 0.3 s.
   */
  readonly rowsPerChunk?: number | undefined
  /** Items per write request, 1 to 25. */
  readonly batchSize?: number | undefined
  /** Write requests under way at the same time, over all threads. */
  readonly maxInFlight?: number | undefined
  /** Write units per second that may be used, over all threads; absent: no limit of our own. */
  readonly maxWriteUnits?: number | undefined
  /** How long the run waits for DynamoDB when it does not answer or only reports faults; default: 30 minutes. */
  readonly patienceSeconds?: number | undefined
  /**
   * Percent of the rows read, at least 1,000, that may be rejected, 0 to 100, over all attempts; with more the run
   * stops. Default 5; 100 never stops.
   */
  readonly maxRejectPercent?: number | undefined
  /**
   * Keys of rejected rows as hashes, in the reject file and in events. The state keeps bounds of key ranges in the
   * clear: a resume needs them.
   */
  readonly hashKeys?: HashKeys | undefined
  /** Age of the snapshot at which a warning is given, again each time it has doubled; default: one hour. */
  readonly warnSnapshotAgeMs?: number | undefined
  /** Age of the snapshot at which the run stops, to be resumed; absent: no limit. */
  readonly maxSnapshotAgeMs?: number | undefined
  /** Where the source is a standby: how far it may fall behind before the run stops; absent: not looked at. */
  readonly maxStandbyLagMs?: number | undefined
  /** How long chunks under way may go on after a stop was asked for. */
  readonly drainMs?: number | undefined
}

export interface MigrateOptions extends RunOptions {
  /** Entities or groups; absent or empty: all. */
  readonly entities?: readonly string[] | undefined
  /** What to do when the table holds items already. */
  readonly onExisting?: 'refuse' | 'append' | undefined
  readonly runId?: RunId | undefined
  /** Refuses to start unless mapping, source, table and columns are those of this plan. */
  readonly plan?: PlanBinding | undefined
  /** Where a run into this table is unfinished, go on with it instead of beginning one: what `resume` does. */
  readonly continueUnfinished?: boolean | undefined
}

export interface ResumeOptions extends RunOptions {
  readonly runId: RunId
}
