import type { SnapshotId } from '../../brand.ts'
import type { ChunkResult, RunTotals } from '../../ledger/ledger.ts'
import type { ResolvedMapping } from '../../mapping/resolved.ts'
import type { Chunk } from '../../postgres/chunks/chunk.ts'
import type { RevealedSourceConfig } from '../../postgres/connection/source-config.ts'
import type { TargetConfig } from '../../dynamodb/transport/target-config.ts'
import type { ChunkProgress } from './chunk-progress.ts'
import type { RunnerLimits } from './chunk-runner.ts'
import type { RunEvent } from '../run-event.ts'
import type { PlainError } from './plain-error.ts'

/** What a thread is started with. It stays inside this process; the password is sealed again on the other side. */
export interface ThreadSetup {
  readonly mapping: ResolvedMapping
  readonly source: RevealedSourceConfig
  readonly target: TargetConfig
  readonly snapshotId: SnapshotId
  readonly limits: RunnerLimits
}

export type ThreadRequest =
  | { readonly kind: 'run'; readonly id: number; readonly chunk: Chunk }
  | { readonly kind: 'cut'; readonly id: number; readonly reason: PlainError }
  | { readonly kind: 'close' }

export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly error: PlainError }
  | { readonly kind: 'done'; readonly id: number; readonly result: ChunkResult; readonly totals: RunTotals }
  | { readonly kind: 'failed'; readonly id: number; readonly error: PlainError; readonly totals: RunTotals }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: ChunkProgress }
  | { readonly kind: 'event'; readonly event: RunEvent }
