import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { EncodedRow, RowEncoder } from '../../encode/compiled/row-encoder.ts'
import { describeChunk } from '../../ledger/ledger-state.ts'
import type { ChunkResult } from '../../ledger/ledger.ts'
import type { ResolvedEntity, ResolvedTable } from '../../mapping/resolved.ts'
import { buildLoadQuery } from '../../postgres/load/build-load-query.ts'
import type { Chunk } from '../../postgres/chunks/chunk.ts'
import { countRows } from '../../postgres/chunks/count-rows.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { readCopyBinary } from '../../postgres/load/copy-reader.ts'
import { releaseLocksAfter } from '../../postgres/release-locks-after.ts'
import type { LoadColumn } from '../../encode/compiled/load-column.ts'
import type { ItemWriter } from '../../dynamodb/write/item-writer.ts'
import { ChunkWrites } from './chunk-writes.ts'

export interface ChunkDeps {
  readonly entity: ResolvedEntity
  readonly table: ResolvedTable
  /** A session of the snapshot of the run; used by one chunk at a time. */
  readonly client: SourceClient
  /** Says whether plans of this session may read whole tables; asks the server only where that changes. */
  readonly allowSeqScan: (allowed: boolean) => Promise<void>
  /** An encoder that no other chunk is using. */
  readonly encoderFor: (columns: readonly LoadColumn[]) => RowEncoder
  readonly writer: ItemWriter
  readonly maxBatchItems: number
}

/**
 * Reads, encodes and writes the rows of one chunk; resolves when every item is stored or refused. Idempotent: the same
 * chunk over the same snapshot writes the same items under the same keys, so it may be cut anywhere and run again.
 *
 * Throws RUN_NOT_CONSERVED when the rows do not add up, SOURCE_DUPLICATES, and what reader and writer throw.
 */
export async function runChunk(chunk: Chunk, deps: ChunkDeps, signal: AbortSignal): Promise<ChunkResult> {
  const { entity, table, client, writer, maxBatchItems } = deps
  const query = buildLoadQuery(entity, chunk.range)
  const encoder = deps.encoderFor(query.columns)
  const skippedBefore = new Map(encoder.counters.indexKeysSkipped)
  const missedBefore = new Map(encoder.counters.lookupsMissed)
  const oversizeBefore = new Map(encoder.counters.oversize)
  const duplicatesFail = entity.identity.kind === 'grouped' && entity.identity.policy === 'fail'

  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const writes = new ChunkWrites({ writer, table, maxBatchItems, onError: (error) => failed.abort(error) }, either)
  let counted = 0
  let read = 0
  let collapsed = 0
  const take = (row: EncodedRow): void => {
    if (duplicatesFail && row.rows > 1)
      throw new PgfoldError('SOURCE_DUPLICATES', {
        detail: `${entity.name}: ${row.rows} rows agree in ${groupColumns(entity)}`,
      })
    read += row.rows
    // One outcome for all the rows that collapse into it, stored or rejected.
    collapsed += row.rows - 1
    if (row.kind === 'item') writes.add(row.item, row.rows)
    else writes.reject(row.rows === 1 ? row.row : { ...row.row, rows: row.rows })
  }
  try {
    await deps.allowSeqScan(query.seqScan)
    await releaseLocksAfter(client, () =>
      readCopyBinary(
        client,
        query.sql,
        {
          onTuple: (bytes, start, end) => take(encoder.encode(bytes, start, end)),
          onOversize: (bytes, start, end, size) => take(encoder.refuse(bytes, start, end, size)),
          afterPiece: () => writes.room(),
        },
        either,
      ),
    )
    // While the last requests are under way the session has nothing else to do.
    const count = releaseLocksAfter(client, () => countRows(client, entity, chunk.range, either))
    counted = (await Promise.all([count, writes.finish()]))[0]
  } catch (error) {
    failed.abort(error)
    // Nothing of this chunk may still be on its way when it is run again.
    await writes.settled()
    throw error
  }

  const result: ChunkResult = {
    chunk,
    counted,
    read,
    written: writes.written,
    collapsed,
    rejected: writes.rejected,
    indexKeysSkipped: countedSince(skippedBefore, encoder.counters.indexKeysSkipped),
    lookupsMissed: countedSince(missedBefore, encoder.counters.lookupsMissed),
    oversize: countedSince(oversizeBefore, encoder.counters.oversize),
    bytes: writes.bytes,
    writeUnits: writes.writeUnits,
  }
  assertConserved(result)
  return result
}

function assertConserved({ chunk, counted, read, written, collapsed, rejected }: ChunkResult): void {
  if (read === counted && read === written + collapsed + rejected.length) return
  throw new PgfoldError('RUN_NOT_CONSERVED', {
    detail:
      `${describeChunk(chunk)}: counted ${counted}, read ${read}, written ${written}, ` +
      `collapsed ${collapsed}, rejected ${rejected.length}`,
  })
}

function groupColumns(entity: ResolvedEntity): string {
  return entity.identity.kind === 'grouped' ? entity.identity.columns.join(', ') : ''
}

function countedSince(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [name, count] of after) {
    const difference = count - (before.get(name) ?? 0)
    if (difference > 0) counts[name] = difference
  }
  return counts
}
