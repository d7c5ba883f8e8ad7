import type { EntityName, Lsn, MappingHash, RunId } from '../brand.ts'
import type { RejectedRow } from '../encode/encoded-item.ts'
import type { TargetIdentity } from '../dynamodb/table/target-identity.ts'
import type { SourceIdentity } from '../postgres/catalog/source-identity.ts'
import type { SchemaRecord } from '../mapping/schema-record.ts'
import type { Chunk, KeyRange } from '../postgres/chunks/chunk.ts'
import type { GuardedTable } from '../postgres/guarded-table.ts'
import type { ProcessRecord } from './process-record.ts'
import type { RunOrigin } from './run-origin.ts'

export interface SnapshotRecord {
  /** null: the server did not tell its position. */
  readonly lsn: Lsn | null
  /** ISO 8601. */
  readonly takenAt: string
}

/** What one chunk did; added to the entity's totals when the chunk becomes durable. */
export interface ChunkResult {
  readonly chunk: Chunk
  /** Source rows of the chunk, by a count of its own. */
  readonly counted: number
  readonly read: number
  readonly written: number
  readonly collapsed: number
  readonly rejected: readonly RejectedRow[]
  readonly indexKeysSkipped: Readonly<Record<string, number>>
  readonly lookupsMissed: Readonly<Record<string, number>>
  /** Items over 400 KB that an attribute was left out of, or compressed in; by attribute. */
  readonly oversize: Readonly<Record<string, number>>
  readonly bytes: number
  readonly writeUnits: number
}

export type RunStatus = 'Pending' | 'InProgress' | 'Completed' | 'Failed' | 'Paused'

/** What of an entity was read in one snapshot. */
export interface SnapshotRead {
  /** Place in `snapshots` of the summary. */
  readonly snapshot: number
  /**
   * Source rows of the durable chunks. Also with 0 the snapshot counts: a chunk under way may have been written when
   * the attempt ended.
   */
  readonly rows: number
}

export interface EntityProgress {
  readonly entity: EntityName
  readonly group: string
  readonly status: RunStatus
  /** Source rows; exact as soon as nothing is pending. */
  readonly total: number
  /** `total` is about right only: what is pending has not been counted. */
  readonly estimated: boolean
  /** Source rows of the durable chunks, by a count of its own in each; equal to `read`. */
  readonly counted: number
  readonly read: number
  readonly written: number
  readonly collapsed: number
  readonly rejected: number
  readonly indexKeysSkipped: Readonly<Record<string, number>>
  readonly lookupsMissed: Readonly<Record<string, number>>
  readonly oversize: Readonly<Record<string, number>>
  readonly bytes: number
  readonly writeUnits: number
  /** The columns whose values bound the ranges; empty: the entity is one chunk, or the run has not planned it. */
  readonly chunkColumns: readonly string[]
  /**
   * What is still to be done, in key order; neighbours are joined, so the list stays short whatever the number of
   * chunks.
   */
  readonly pending: readonly KeyRange[]
  /** One for each attempt that had something of the entity to do, oldest first; `rows` add up to `read`. */
  readonly reads: readonly SnapshotRead[]
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
  /** What of the source the run is bound to. */
  readonly schema: SchemaRecord
  readonly source: SourceIdentity
  readonly target: TargetIdentity
  readonly origin: RunOrigin
  /**
   * Tables that no lock has kept as they were in the last attempt: a resume looks at them first. null: locks did, or
   * nothing was read yet.
   */
  readonly watched: readonly GuardedTable[] | null
  /** One per start or resume, oldest first. */
  readonly snapshots: readonly SnapshotRecord[]
  readonly entities: readonly EntityProgress[]
  /**
   * The process of the attempt under way; of a run that was killed the one that was killed. null: none is at work.
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

/** What an attempt has to do of one entity. */
export interface EntityPlan {
  readonly entity: EntityName
  readonly chunkColumns: readonly string[]
  /** In key order; together exactly what was pending, as it is to be cut. */
  readonly pending: readonly KeyRange[]
  /** About how many source rows lie in it. */
  readonly rows: number
}

/**
 * The durable state of a run. When `chunkDone` resolves, the chunk and its rejects survive a power cut, and no later
 * attempt reads the chunk again. Commits are grouped: many chunks that finish together cost one fsync.
 */
export interface Ledger extends AsyncDisposable {
  readonly summary: LedgerSummary
  /** Records durably that this process now works on the run, and with what, before it has planned anything. */
  claim(origin: RunOrigin): Promise<void>
  /**
   * Says what this attempt has to do, and which tables are read without a lock. Called once, before the first chunk.
   */
  begin(plan: readonly EntityPlan[], snapshot: SnapshotRecord, watched?: readonly GuardedTable[] | null): Promise<void>
  /**
   * The chunk is under way: the beginning of a pending range, or all of it. Its range never changes afterwards. Throws
   * LEDGER_MISUSED for any other. Needs no write of its own: what is under way is pending as well.
   */
  chunkStarted(chunk: Chunk): void
  /** Sets the request figures since this attempt began; they become durable with the next commit. */
  setTotals(totals: RunTotals): void
  chunkDone(result: ChunkResult): Promise<void>
  finish(status: 'Completed' | 'Failed' | 'Paused', error: { code: string; message: string } | null): Promise<void>
}
