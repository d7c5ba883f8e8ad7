import type { EntityName } from '../brand.ts'
import type { EntityPlan, EntityProgress } from '../ledger/ledger.ts'
import type { Chunk } from '../postgres/chunks/chunk.ts'

interface GroupState {
  readonly rows: number
  /** Rows of the plan that are not done. */
  openRows: number
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
    const planned = new Map(plan.map(({ entity, total }) => [entity, total]))
    for (const { entity, group, total, read } of entities) {
      const state = this.#groups.get(group)
      const rows = state?.rows ?? 0
      // What was durable before stands in front of what is left.
      this.#places.set(entity, { group, offset: rows + read })
      this.#groups.set(group, { rows: rows + total, openRows: (state?.openRows ?? 0) + (planned.get(entity) ?? 0) })
    }
  }

  placeOf(chunk: Chunk): { readonly group: string; readonly offset: number } {
    const place = this.#places.get(chunk.entity)
    return { group: place?.group ?? chunk.entity, offset: (place?.offset ?? 0) + chunk.offset }
  }

  /** Groups in which nothing is left to do. */
  get finished(): readonly FinishedGroup[] {
    return [...this.#groups].filter(([, state]) => state.openRows === 0).map(([group, { rows }]) => ({ group, rows }))
  }

  /** The group, if this chunk was its last. */
  chunkDone(chunk: Chunk): FinishedGroup | null {
    const { group } = this.placeOf(chunk)
    const state = this.#groups.get(group)
    if (state === undefined) return null
    state.openRows -= chunk.rows
    return state.openRows === 0 ? { group, rows: state.rows } : null
  }
}
