import type { Chunk, KeyRange } from '../postgres/chunks/chunk.ts'
import { joinRanges } from '../postgres/chunks/join-ranges.ts'

/**
 * The chunks of one entity in this attempt, and which of them are done. Bounds are compared for equality only: their
 * order is PostgreSQL's business, and the plan is already in it. Neighbours may be done as one chunk, whose range is
 * theirs joined.
 */
export class PlannedChunks {
  readonly #chunks: readonly Chunk[]
  /** By where their range begins. */
  readonly #index: ReadonlyMap<string, number>
  readonly #done: Uint8Array
  #prefix = 0

  constructor(chunks: readonly Chunk[]) {
    this.#chunks = chunks
    this.#index = new Map(chunks.map((chunk, index) => [startKey(chunk.range), index]))
    this.#done = new Uint8Array(chunks.length)
  }

  has(chunk: Chunk): boolean {
    return this.#span(chunk) !== null
  }

  /** False when the chunk was done before: results may be delivered twice. */
  markDone(chunk: Chunk): boolean {
    const span = this.#span(chunk)
    if (span === null || this.#done[span.first] === 1) return false
    this.#done.fill(1, span.first, span.end)
    while (this.#done[this.#prefix] === 1) this.#prefix += 1
    return true
  }

  /** The planned chunks whose ranges make up the chunk's, and whose rows are its rows. */
  #span({ range, rows }: Chunk): { readonly first: number; readonly end: number } | null {
    const first = this.#index.get(startKey(range))
    if (first === undefined) return null
    let left = rows
    for (let end = first; end < this.#chunks.length; end += 1) {
      const planned = this.#chunks[end]
      if (planned === undefined || planned.range.kind !== range.kind) return null
      left -= planned.rows
      if (endKey(planned.range) === endKey(range)) return left === 0 ? { first, end: end + 1 } : null
      const following = this.#chunks[end + 1]
      if (left <= 0 || following === undefined || endKey(planned.range) !== startKey(following.range)) return null
    }
    return null
  }

  /** The complement of what is done, in key order, neighbours joined. */
  get pending(): readonly KeyRange[] {
    const ranges: KeyRange[] = []
    for (let index = this.#prefix; index < this.#chunks.length; index += 1) {
      const chunk = this.#chunks[index]
      if (chunk === undefined || this.#done[index] === 1) continue
      const last = ranges.at(-1)
      const joined = last === undefined ? null : joinRanges(last, chunk.range)
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

/** A bound as text that tells an open one and the ranges without bounds apart from every value. */
function startKey(range: KeyRange): string {
  return range.kind === 'range' ? (range.low === null ? 'from the first' : `=${range.low}`) : range.kind
}

function endKey(range: KeyRange): string {
  return range.kind === 'range' ? (range.high === null ? 'to the last' : `=${range.high}`) : range.kind
}
