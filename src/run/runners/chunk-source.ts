import type { EncodeCounters, EncodedRow, RowEncoder } from '../../encode/compiled/row-encoder.ts'
import type { LoadColumn } from '../../encode/compiled/load-column.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { Chunk } from '../../postgres/chunks/chunk.ts'
import { countRows } from '../../postgres/chunks/count-rows.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { buildLoadQuery } from '../../postgres/load/build-load-query.ts'
import { readCopyBinary } from '../../postgres/load/copy-reader.ts'
import { releaseLocksAfter } from '../../postgres/release-locks-after.ts'

/** The rows of one chunk, encoded. The load knows nothing else of where they come from. */
export interface ChunkSource {
  /** Counted over everything that the encoder behind it has seen so far, other chunks too. */
  readonly counters: EncodeCounters
  /** Gives every row to `take`; pauses on `room` from time to time. */
  read(take: (row: EncodedRow) => void, room: () => Promise<void>, signal: AbortSignal): Promise<void>
  /** How many source rows the chunk has, by a count of its own. */
  count(signal: AbortSignal): Promise<number>
}

export interface ChunkSession {
  /** A session of the snapshot of the run. */
  readonly client: SourceClient
  /** Says whether plans of this session may read whole tables; asks the server only where that changes. */
  readonly allowSeqScan: (allowed: boolean) => Promise<void>
  /** An encoder that no other chunk is using. */
  readonly encoderFor: (columns: readonly LoadColumn[]) => RowEncoder
}

/** The rows of one chunk from PostgreSQL: COPY BINARY through the compiled encoder, and the count in SQL. */
export function chunkSource(chunk: Chunk, entity: ResolvedEntity, session: ChunkSession): ChunkSource {
  const { client } = session
  const query = buildLoadQuery(entity, chunk.range)
  const encoder = session.encoderFor(query.columns)
  return {
    counters: encoder.counters,
    async read(take, room, signal) {
      await session.allowSeqScan(query.seqScan)
      await releaseLocksAfter(client, () =>
        readCopyBinary(
          client,
          query.sql,
          {
            onTuple: (bytes, start, end) => take(encoder.encode(bytes, start, end)),
            onOversize: (bytes, start, end, size) => take(encoder.refuse(bytes, start, end, size)),
            afterPiece: room,
          },
          signal,
        ),
      )
    },
    count: (signal) => releaseLocksAfter(client, () => countRows(client, entity, chunk.range, signal)),
  }
}
