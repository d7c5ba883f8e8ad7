import type { ChunkKey, ResolvedEntity } from '../../mapping/resolved.ts'
import type { Chunk, KeyRange } from './chunk.ts'
import type { SourceClient } from '../connection/connect.ts'
import { boundariesQuery, countQuery } from './plan-query.ts'

export interface PlanOptions {
  /** What is still to be done; `[{ kind: 'all' }]` on a first run. Must not overlap. */
  readonly pending: readonly KeyRange[]
  /** A chunk holds at most so many rows, and one value's worth more; a value with as many rows or more stands alone. */
  readonly rowsPerChunk: number
  readonly signal: AbortSignal
}

/** `total` counts source rows, all branches of a union, only those that `where` keeps. */
export interface ChunkPlan {
  readonly total: number
  readonly chunks: readonly Chunk[]
}

/**
 * Cuts what is pending into chunks, in key order, NULLs last. Every cut lies between two distinct values of the chunk
 * column, so rows that fold into one item are never parted; row counts are exact in the client's snapshot.
 *
 * The chunks of a pending range tile it without a gap: the first begins and the last ends where the range does. A range
 * in which there is no row gives no chunk. Same snapshot, same arguments: same plan.
 */
export async function planChunks(
  client: SourceClient,
  entity: ResolvedEntity,
  { pending, rowsPerChunk, signal }: PlanOptions,
): Promise<ChunkPlan> {
  const pieces: Piece[] = []
  for (const range of pending) {
    if (entity.chunkBy === null) pieces.push(...(await countWhole(client, entity, range, signal)))
    else pieces.push(...(await cutRange(client, entity, entity.chunkBy, range, rowsPerChunk, signal)))
  }
  const ordered = [
    ...pieces.filter(({ range }) => range.kind !== 'nulls'),
    ...pieces.filter(({ range }) => range.kind === 'nulls'),
  ]
  const chunks: Chunk[] = []
  let total = 0
  for (const { range, rows } of ordered) {
    chunks.push({ entity: entity.name, range, rows, offset: total })
    total += rows
  }
  return { total, chunks }
}

interface Piece {
  readonly range: KeyRange
  readonly rows: number
}

async function countWhole(
  client: SourceClient,
  entity: ResolvedEntity,
  range: KeyRange,
  signal: AbortSignal,
): Promise<readonly Piece[]> {
  const [count] = (await client.rows(countQuery(entity, range), { signal }))[0] ?? []
  const rows = Number(count ?? 0)
  return rows === 0 ? [] : [{ range, rows }]
}

async function cutRange(
  client: SourceClient,
  entity: ResolvedEntity,
  key: ChunkKey,
  range: KeyRange,
  rowsPerChunk: number,
  signal: AbortSignal,
): Promise<readonly Piece[]> {
  if (range.kind === 'nulls') return countWhole(client, entity, range, signal)
  const answer = await client.rows(boundariesQuery(entity, key, range, rowsPerChunk), { signal })
  const limits = range.kind === 'range' ? range : { low: null, high: null }

  // Each row is the first value of a chunk, with the number of rows before it; the last row closes the count.
  const starts = answer
    .filter((row) => row[2] === 't')
    .map(([value, before]) => ({ value: value ?? null, before: Number(before) }))
  const end = Number(answer.at(-1)?.[3] ?? 0)
  const values = starts.filter(({ value }) => value !== null)
  const nulls = starts.find(({ value }) => value === null)
  const pieces: Piece[] = values.map(({ value, before }, index) => {
    const next = values[index + 1]
    return {
      range: {
        kind: 'range',
        low: index === 0 ? limits.low : value,
        high: next === undefined ? limits.high : next.value,
      },
      rows: (next?.before ?? nulls?.before ?? end) - before,
    }
  })
  return nulls === undefined ? pieces : [...pieces, { range: { kind: 'nulls' }, rows: end - nulls.before }]
}
