import type { EntityName } from '../brand.ts'
import type { EntityPlan } from '../ledger/ledger.ts'
import type { Chunk } from '../postgres/chunks/chunk.ts'
import { joinRanges } from '../postgres/chunks/join-ranges.ts'

/**
 * Planning, a query and an fsync for each chunk stay below 1 % of it, and a killed run does no more than this again,
 * per worker.
 */
const chunkMs = 300

interface Lane {
  readonly chunks: readonly Chunk[]
  next: number
  remainingRows: number
  active: number
  /** Rows that a worker does in a millisecond, as the last chunks showed; 0: nothing is known yet. */
  speed: number
}

/**
 * Which chunk comes next: that of the entity with the most rows left among those that nobody is loading, so that the
 * long ones start first and several partitions of the table take writes at once; when all are being loaded, of the one
 * with the most rows left per worker. Within an entity chunks go out in key order, which keeps the ledger's ranges few.
 *
 * Where `width` is given, the workers of the run, neighbours in the plan are joined into chunks of about 0.3 s, by what
 * the entity's rows have taken so far: a row with ten look-ups takes a hundred times as long as a narrow one. Towards
 * the end they get smaller, so that all workers end together. Null: chunks go out as they were planned.
 */
export class ChunkSchedule {
  readonly #lanes: ReadonlyMap<EntityName, Lane>
  readonly #width: number | null

  constructor(plan: readonly EntityPlan[], width: number | null) {
    this.#lanes = new Map(
      plan.map(({ entity, chunks, total }) => [entity, { chunks, next: 0, remainingRows: total, active: 0, speed: 0 }]),
    )
    this.#width = width
  }

  next(): Chunk | null {
    let best: Lane | null = null
    for (const lane of this.#lanes.values()) {
      if (lane.next < lane.chunks.length && (best === null || precedes(lane, best))) best = lane
    }
    if (best === null) return null
    const chunk = this.#take(best)
    if (chunk === null) return null
    best.active += 1
    best.remainingRows -= chunk.rows
    return chunk
  }

  done(chunk: Chunk, milliseconds: number): void {
    const lane = this.#lanes.get(chunk.entity)
    if (lane === undefined) return
    lane.active -= 1
    const speed = chunk.rows / Math.max(1, milliseconds)
    lane.speed = lane.speed === 0 ? speed : (lane.speed + speed) / 2
  }

  #take(lane: Lane): Chunk | null {
    let chunk = lane.chunks[lane.next++] ?? null
    if (this.#width === null) return chunk
    const rows = Math.min(lane.speed * chunkMs, lane.remainingRows / (2 * this.#width))
    while (chunk !== null) {
      const joined = joinChunks(chunk, lane.chunks[lane.next])
      if (joined === null || joined.rows > rows) break
      chunk = joined
      lane.next += 1
    }
    return chunk
  }
}

/** Two neighbours as one; null where there is a gap between them. */
function joinChunks(left: Chunk, right: Chunk | undefined): Chunk | null {
  const range = right === undefined ? null : joinRanges(left.range, right.range)
  if (right === undefined || range === null) return null
  return { ...left, range, rows: left.rows + right.rows }
}

function precedes(left: Lane, right: Lane): boolean {
  if ((left.active === 0) !== (right.active === 0)) return left.active === 0
  return left.remainingRows / (left.active + 1) > right.remainingRows / (right.active + 1)
}
