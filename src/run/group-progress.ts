import type { EntityName } from '../brand.ts'
import type { EntityPlan, EntityProgress } from '../ledger/ledger.ts'
import type { Chunk } from '../source/chunk.ts'

interface GroupState {
  readonly rows: number
  openChunks: number
}

export interface FinishedGroup {
  readonly group: string
  readonly rows: number
}

/** Where a chunk lies within its group, and when a group is done; counted over source rows, over all attempts. */
export class GroupProgress {
  readonly #groups = new Map<string, GroupState>()
  readonly #places = new Map<EntityName, { readonly group: string; readonly offset: number }>()

  /** `entities` as the ledger has them after `begin`, in the order of the mapping. */
  constructor(entities: readonly EntityProgress[], plan: readonly EntityPlan[]) {
    const chunkCounts = new Map(plan.map(({ entity, chunks }) => [entity, chunks.length]))
    for (const { entity, group, total, read } of entities) {
      const state = this.#groups.get(group)
      const rows = state?.rows ?? 0
      // What was durable before stands in front of what is left.
      this.#places.set(entity, { group, offset: rows + read })
      this.#groups.set(group, { rows: rows + total, openChunks: (state?.openChunks ?? 0) + (chunkCounts.get(entity) ?? 0) })
    }
  }

  placeOf(chunk: Chunk): { readonly group: string; readonly offset: number } {
    const place = this.#places.get(chunk.entity)
    return { group: place?.group ?? chunk.entity, offset: (place?.offset ?? 0) + chunk.offset }
  }

  /** Groups in which nothing is left to do. */
  get finished(): readonly FinishedGroup[] {
    return [...this.#groups].filter(([, state]) => state.openChunks === 0).map(([group, { rows }]) => ({ group, rows }))
  }

  /** The group, if this chunk was its last. */
  chunkDone(chunk: Chunk): FinishedGroup | null {
    const { group } = this.placeOf(chunk)
    const state = this.#groups.get(group)
    if (state === undefined) return null
    state.openChunks -= 1
    return state.openChunks === 0 ? { group, rows: state.rows } : null
  }
}
