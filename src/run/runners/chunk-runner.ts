import type { SnapshotId } from '../../brand.ts'
import type { TargetConfig } from '../../dynamodb/transport/target-config.ts'
import type { ChunkResult, RunTotals } from '../../ledger/ledger.ts'
import type { ResolvedMapping } from '../../mapping/resolved.ts'
import type { Chunk } from '../../postgres/chunks/chunk.ts'
import type { SourceConfig } from '../../postgres/connection/source-config.ts'
import type { RunEvent } from '../run-event.ts'
import type { OnProgress } from './chunk-progress.ts'

/** Something that runs chunks, here or in a thread of its own. The conductor gives it at most `width` at a time. */
export interface ChunkRunner extends AsyncDisposable {
  readonly width: number
  /** `onProgress` may still be called after a failure, while answers to the last requests come in. */
  run(chunk: Chunk, signal: AbortSignal, onProgress: OnProgress): Promise<ChunkResult>
  /** Request figures since it was made, as far as they are known. */
  readonly totals: RunTotals
}

/**
 * What a runner needs to know beyond the chunk; plain JSON but for the secret in `source`, so that it can be made in
 * another thread.
 */
export interface RunnerLimits {
  readonly width: number
  readonly batchSize: number
  readonly maxInFlight: number
  readonly maxWriteUnits: number | null
  readonly startWriteUnits: number | null
  /** How long DynamoDB may be away. */
  readonly patienceSeconds: number
  /**
   * Bytes of encoded items that may wait for their outcome. This bounds memory: requests of 25 items may weigh 10 MB
   * each, so a count of requests alone would not.
   */
  readonly maxPendingBytes: number
}

/** Everything that a runner is made of. */
export interface RunnerOptions {
  readonly mapping: ResolvedMapping
  readonly source: SourceConfig
  readonly target: TargetConfig
  readonly snapshotId: SnapshotId
  readonly limits: RunnerLimits
  readonly onEvent: (event: RunEvent) => void
}
