import type { EntityName } from '../brand.ts'
import type { EntityPlan } from '../ledger/ledger.ts'
import type { Chunk } from '../source/chunk.ts'

interface Lane {
  readonly chunks: readonly Chunk[]
  next: number
  remainingRows: number
  active: number
}

/**
 * Which chunk comes next: that of the entity with the most rows left among those that nobody is loading, so that the
 * long ones start first and several partitions of the table take writes at once; when all are being loaded, of the one with
 * the most rows left per worker. Within an entity chunks go out in key order, which keeps the ledger's ranges few.
 */
export class ChunkSchedule {
  readonly #lanes: ReadonlyMap<EntityName, Lane>

  constructor(plan: readonly EntityPlan[]) {
    this.#lanes = new Map(plan.map(({ entity, chunks, total }) => [entity, { chunks, next: 0, remainingRows: total, active: 0 }]))
  }

  next(): Chunk | null {
    let best: Lane | null = null
    for (const lane of this.#lanes.values()) {
      if (lane.next < lane.chunks.length && (best === null || precedes(lane, best))) best = lane
    }
    const chunk = best?.chunks[best.next]
    if (best === null || chunk === undefined) return null
    best.next += 1
    best.active += 1
    best.remainingRows -= chunk.rows
    return chunk
  }

  done(chunk: Chunk): void {
    const lane = this.#lanes.get(chunk.entity)
    if (lane !== undefined) lane.active -= 1
  }
}

function precedes(left: Lane, right: Lane): boolean {
  if ((left.active === 0) !== (right.active === 0)) return left.active === 0
  return left.remainingRows / (left.active + 1) > right.remainingRows / (right.active + 1)
}
