import type { Chunk, KeyRange } from '../source/chunk.ts'

/**
 * The chunks of one entity in this attempt, and which of them are done. Bounds are compared for equality only: their
 * order is PostgreSQL's business, and the plan is already in it.
 */
export class PlannedChunks {
  readonly #chunks: readonly Chunk[]
  readonly #index: ReadonlyMap<string, number>
  readonly #done: Uint8Array
  #prefix = 0
  #open: number

  constructor(chunks: readonly Chunk[]) {
    this.#chunks = chunks
    this.#index = new Map(chunks.map((chunk, index) => [rangeKey(chunk.range), index]))
    this.#done = new Uint8Array(chunks.length)
    this.#open = chunks.length
  }

  has(chunk: Chunk): boolean {
    return this.#index.has(rangeKey(chunk.range))
  }

  /** False when the chunk was done before: results may be delivered twice. */
  markDone(chunk: Chunk): boolean {
    const index = this.#index.get(rangeKey(chunk.range))
    if (index === undefined || this.#done[index] === 1) return false
    this.#done[index] = 1
    this.#open -= 1
    while (this.#done[this.#prefix] === 1) this.#prefix += 1
    return true
  }

  get complete(): boolean {
    return this.#open === 0
  }

  /** The complement of what is done, in key order, neighbours joined. */
  get pending(): readonly KeyRange[] {
    const ranges: KeyRange[] = []
    for (let index = this.#prefix; index < this.#chunks.length; index += 1) {
      const chunk = this.#chunks[index]
      if (chunk === undefined || this.#done[index] === 1) continue
      const last = ranges.at(-1)
      const joined = last === undefined ? null : join(last, chunk.range)
      if (joined === null) ranges.push(chunk.range)
      else ranges[ranges.length - 1] = joined
    }
    return ranges
  }

  /** The farthest bound below which nothing is open in this attempt; null when there is none yet. */
  get bound(): string | null {
    for (let index = this.#prefix - 1; index >= 0; index -= 1) {
      const range = this.#chunks[index]?.range
      if (range?.kind !== 'range') continue
      const bound = range.high ?? range.low
      if (bound !== null) return bound
    }
    return null
  }
}

function rangeKey(range: KeyRange): string {
  return range.kind === 'range' ? JSON.stringify([range.low, range.high]) : range.kind
}

function join(left: KeyRange, right: KeyRange): KeyRange | null {
  if (left.kind !== 'range' || right.kind !== 'range') return null
  if (left.high === null || left.high !== right.low) return null
  return { kind: 'range', low: left.low, high: right.high }
}
