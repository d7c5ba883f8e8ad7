import type { EntityProgress } from '../ledger/ledger.ts'
import type { Chunk } from '../postgres/chunks/chunk.ts'

export interface FinishedGroup {
  readonly group: string
  readonly rows: number
}

/** Where a chunk lies within its group, and when a group is done; counted over source rows, over all attempts. */
export class GroupProgress {
  readonly #groupOf: ReadonlyMap<string, string>
  /** Rows of each group in the chunks that were started, and in what was durable before. */
  readonly #offsets = new Map<string, number>()
  readonly #finished = new Set<string>()

  /** `entities` as the ledger has them after `begin`. */
  constructor(entities: readonly EntityProgress[]) {
    this.#groupOf = new Map(entities.map(({ entity, group }) => [entity, group]))
    for (const { group, read } of entities) this.#offsets.set(group, (this.#offsets.get(group) ?? 0) + read)
  }

  groupOf({ entity }: Chunk): string {
    return this.#groupOf.get(entity) ?? entity
  }

  /** About how many rows of the group come before the chunk. */
  start(chunk: Chunk): number {
    const group = this.groupOf(chunk)
    const offset = this.#offsets.get(group) ?? 0
    this.#offsets.set(group, offset + chunk.rows)
    return offset
  }

  /** The chunk turned out to have so many rows. */
  counted(chunk: Chunk, rows: number): void {
    const group = this.groupOf(chunk)
    this.#offsets.set(group, (this.#offsets.get(group) ?? 0) + rows - chunk.rows)
  }

  /** Groups in which nothing is left to do, each named once. */
  newlyFinished(entities: readonly EntityProgress[]): readonly FinishedGroup[] {
    const groups = Map.groupBy(entities, ({ group }) => group)
    return [...groups].flatMap(([group, members]) => {
      if (this.#finished.has(group) || members.some(({ pending }) => pending.length > 0)) return []
      this.#finished.add(group)
      return [{ group, rows: members.reduce((sum, { total }) => sum + total, 0) }]
    })
  }
}
