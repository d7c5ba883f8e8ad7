import type { EntityName, Lsn, MappingHash, RunId } from '../brand.ts'
import type { RejectedRow } from '../encode/encoded-item.ts'
import type { TargetIdentity } from '../dynamodb/table/target-identity.ts'
import type { SourceIdentity } from '../postgres/catalog/source-identity.ts'
import type { SchemaRecord } from '../mapping/schema-record.ts'
import type { Chunk, KeyRange } from '../postgres/chunks/chunk.ts'
import type { GuardedTable } from '../postgres/guarded-table.ts'
import type { ProcessRecord } from './process-record.ts'

export interface SnapshotRecord {
  readonly lsn: Lsn
  /** ISO 8601. */
  readonly takenAt: string
}

/** What one chunk did; added to the entity's totals when the chunk becomes durable. */
export interface ChunkResult {
  readonly chunk: Chunk
  readonly read: number
  readonly written: number
  readonly collapsed: number
  readonly rejected: readonly RejectedRow[]
  readonly indexKeysSkipped: Readonly<Record<string, number>>
  readonly lookupsMissed: Readonly<Record<string, number>>
  readonly bytes: number
  readonly writeUnits: number
}

export type RunStatus = 'Pending' | 'InProgress' | 'Completed' | 'Failed' | 'Paused'

export interface EntityProgress {
  readonly entity: EntityName
  readonly group: string
  readonly status: RunStatus
  /** Source rows, exact, from the snapshot that planned the run. */
  readonly total: number
  readonly read: number
  readonly written: number
  readonly collapsed: number
  readonly rejected: number
  readonly indexKeysSkipped: Readonly<Record<string, number>>
  readonly lookupsMissed: Readonly<Record<string, number>>
  readonly bytes: number
  readonly writeUnits: number
  /**
   * What is still to be done, in key order; neighbours are joined, so the list stays short whatever the number of
   * chunks.
   */
  readonly pending: readonly KeyRange[]
  readonly startedAt: string | null
  readonly completedAt: string | null
}

export interface LedgerSummary {
  readonly runId: RunId
  readonly status: RunStatus
  readonly startedAt: string
  readonly completedAt: string | null
  readonly updatedAt: string
  readonly mapping: { readonly name: string; readonly hash: MappingHash }
  /** What of the source the run is bound to; null: an older version has begun it and kept no record. */
  readonly schema: SchemaRecord | null
  readonly source: SourceIdentity
  readonly target: TargetIdentity
  /**
   * Tables that no lock has kept as they were in the last attempt: a resume looks at them first. null: locks did, or
   * nothing was read yet.
   */
  readonly watched: readonly GuardedTable[] | null
  /** One per start or resume, oldest first. */
  readonly snapshots: readonly SnapshotRecord[]
  readonly entities: readonly EntityProgress[]
  /**
   * The process of the attempt under way; of a run that was killed the one that was killed. null: none is at work, or
   * an older version has saved the state.
   */
  readonly process: ProcessRecord | null
  /** The error that ended the last attempt. */
  readonly lastError: { readonly code: string; readonly message: string } | null
  /** Over all attempts. */
  readonly totals: RunTotals
}

export interface RunTotals {
  readonly requests: number
  readonly retries: number
  readonly throttles: number
  readonly unprocessed: number
}

/** The chunks of one entity in an attempt, in key order; together they are exactly what was pending. */
export interface EntityPlan {
  readonly entity: EntityName
  /** Source rows in these chunks. */
  readonly total: number
  readonly chunks: readonly Chunk[]
}

/**
 * The durable state of a run. When `chunkDone` resolves, the chunk and its rejects survive a power cut, and no later
 * attempt reads the chunk again. Commits are grouped: many chunks that finish together cost one fsync.
 */
export interface Ledger extends AsyncDisposable {
  readonly summary: LedgerSummary
  /** Records durably that this process now works on the run, before it has planned anything. */
  claim(): Promise<void>
  /**
   * Names the chunks of this attempt, in key order per entity, and the tables that are read without a lock. Called
   * once, before the first `chunkDone`.
   */
  begin(plan: readonly EntityPlan[], snapshot: SnapshotRecord, watched?: readonly GuardedTable[] | null): Promise<void>
  /** The entity is being worked on; becomes durable with the next commit. */
  chunkStarted(chunk: Chunk): void
  /** Sets the request figures since this attempt began; they become durable with the next commit. */
  setTotals(totals: RunTotals): void
  chunkDone(result: ChunkResult): Promise<void>
  finish(status: 'Completed' | 'Failed' | 'Paused', error: { code: string; message: string } | null): Promise<void>
}
