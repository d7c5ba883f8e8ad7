import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { EncodedRow } from '../../encode/compiled/row-encoder.ts'
import { describeChunk } from '../../ledger/ledger-state.ts'
import type { ChunkResult } from '../../ledger/ledger.ts'
import type { ResolvedEntity, ResolvedTable } from '../../mapping/resolved.ts'
import type { Chunk } from '../../postgres/chunks/chunk.ts'
import type { ItemWriter } from '../../dynamodb/write/item-writer.ts'
import type { ChunkSource } from './chunk-source.ts'
import { ChunkWrites } from './chunk-writes.ts'

export interface ChunkDeps {
  readonly entity: Pick<ResolvedEntity, 'name' | 'identity'>
  readonly table: ResolvedTable
  /** Where the rows come from; used by one chunk at a time. */
  readonly source: ChunkSource
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
  const { entity, table, source, writer, maxBatchItems } = deps
  const skippedBefore = new Map(source.counters.indexKeysSkipped)
  const missedBefore = new Map(source.counters.lookupsMissed)
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
    if (row.kind === 'item') writes.add(row.item)
    else writes.reject(row.row)
  }
  try {
    await source.read(take, () => writes.room(), either)
    // While the last requests are under way the session has nothing else to do.
    const count = source.count(either)
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
    indexKeysSkipped: countedSince(skippedBefore, source.counters.indexKeysSkipped),
    lookupsMissed: countedSince(missedBefore, source.counters.lookupsMissed),
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

function groupColumns(entity: ChunkDeps['entity']): string {
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
