import type { EntityName, Lsn, RunId } from '../brand.ts'
import type { RetryEvent } from '../dynamodb/call/retry-event.ts'
import type { RejectedRow } from '../encode/encoded-item.ts'
import type { EntityProgress, LedgerSummary } from '../ledger/ledger.ts'
import type { ChunkProgress } from './runners/chunk-progress.ts'
import type { UnfinishedChunks } from './under-way.ts'

/**
 * Everything that a run says. The engine emits, listeners print, count and store; nothing in the engine prints.
 * Events carry names and counts, never cell values (reject keys excepted).
 */
export type RunEvent =
  | {
      readonly kind: 'run-started'
      readonly runId: RunId
      readonly mapping: string
      readonly table: string
      readonly resumed: boolean
      readonly stateFile: string
    }
  | { readonly kind: 'snapshot-taken'; readonly lsn: Lsn | null; readonly takenAt: string }
  /**
   * `total` counts source rows, where `estimated` about; on a resume `done` of them were durable before. Chunks are cut
   * while others are loaded, so their number is not known.
   */
  | {
      readonly kind: 'planned'
      readonly total: number
      readonly estimated: boolean
      readonly done: number
      readonly entities: readonly {
        readonly entity: EntityName
        readonly group: string
        readonly total: number
        readonly estimated: boolean
        readonly done?: number
      }[]
    }
  /** The entity is done; `total` is exact from here on. */
  | { readonly kind: 'entity-done'; readonly entity: EntityName; readonly group: string; readonly total: number }
  /** `offset` and `rows` count source rows within the group; about, because the chunk counts its own. */
  | {
      readonly kind: 'chunk-started'
      /** A number of its own within the run, the same in the events that follow. */
      readonly chunk: number
      readonly entity: EntityName
      readonly group: string
      readonly rows: number
      readonly offset: number
    }
  /** Of a chunk under way, about twice a second; back to less where it is begun again over a new session. */
  | ({
      readonly kind: 'chunk-progress'
      readonly chunk: number
      readonly entity: EntityName
      readonly group: string
    } & ChunkProgress)
  | {
      readonly kind: 'chunk-done'
      readonly chunk: number
      readonly entity: EntityName
      readonly group: string
      readonly read: number
      readonly written: number
      readonly collapsed: number
      readonly rejected: number
      readonly bytes: number
      readonly milliseconds: number
    }
  | { readonly kind: 'group-done'; readonly group: string; readonly rows: number }
  | { readonly kind: 'rejected'; readonly row: RejectedRow }
  | RetryEvent
  | { readonly kind: 'warning'; readonly code: string; readonly detail: string }
  | { readonly kind: 'draining'; readonly reason: string }
  | {
      readonly kind: 'run-finished'
      readonly outcome: 'completed' | 'stopped' | 'failed'
      readonly entities: readonly EntityProgress[]
      readonly summary: LedgerSummary
      readonly unfinished: UnfinishedChunks
      readonly milliseconds: number
    }

export type EventListener = (event: RunEvent) => void
