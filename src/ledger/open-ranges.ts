import type { Chunk, KeyBound, KeyRange } from '../postgres/chunks/chunk.ts'
import { isSameBound } from '../postgres/chunks/is-same-bound.ts'
import { joinRanges } from '../postgres/chunks/join-ranges.ts'

interface OpenRange {
  readonly range: KeyRange
  /** The chunk that is under way in it; null: nobody has begun. */
  readonly number: number | null
}

/**
 * What is left to do of one entity in this attempt: the chunks under way, and what lies behind and between them. Its
 * size is that of the work under way, not of the entity. Bounds are compared for equality only: their order is
 * PostgreSQL's business, and chunks are begun in it.
 */
export class OpenRanges {
  /** In key order. */
  #open: readonly OpenRange[]
  #started = 0
  /** The last bound that a chunk of this attempt began or ended with. */
  #lastBound: KeyBound | null = null

  constructor(pending: readonly KeyRange[]) {
    this.#open = pending.map((range) => ({ range, number: null }))
  }

  /**
   * The chunk takes the beginning of a range that nobody has begun, or all of it. False when it does not, or when its
   * number is not the next.
   */
  start({ range, number }: Chunk): boolean {
    if (number !== this.#started + 1) return false
    const at = this.#open.findIndex((open) => open.number === null && beginsWith(open.range, range))
    const open = this.#open[at]
    if (open === undefined) return false
    this.#started = number
    const rest = restOf(open.range, range)
    const parts: readonly OpenRange[] = [{ range, number }, ...(rest === null ? [] : [{ range: rest, number: null }])]
    this.#open = [...this.#open.slice(0, at), ...parts, ...this.#open.slice(at + 1)]
    return true
  }

  /** Was such a chunk started in this attempt? It may be done already: results may be delivered twice. */
  knows(chunk: Chunk): boolean {
    const open = this.#open.find(({ number }) => number === chunk.number)
    return open === undefined ? chunk.number >= 1 && chunk.number <= this.#started : isSame(open.range, chunk.range)
  }

  /** False when the chunk was done before. */
  markDone({ number, range }: Chunk): boolean {
    const kept = this.#open.filter((open) => open.number !== number)
    if (kept.length === this.#open.length) return false
    if (range.kind === 'range') this.#lastBound = range.high ?? range.low ?? this.#lastBound
    this.#open = kept
    return true
  }

  /** In key order, neighbours joined. */
  get pending(): readonly KeyRange[] {
    const ranges: KeyRange[] = []
    for (const { range } of this.#open) {
      const last = ranges.at(-1)
      const joined = last === undefined ? null : joinRanges(last, range)
      if (joined === null) ranges.push(range)
      else ranges[ranges.length - 1] = joined
    }
    return ranges
  }

  /** The farthest bound below which nothing is open in this attempt; null when there is none yet. */
  get bound(): KeyBound | null {
    const [first] = this.#open
    return first?.range.kind === 'range' ? first.range.low : this.#lastBound
  }
}

function beginsWith(whole: KeyRange, part: KeyRange): boolean {
  if (whole.kind !== 'range' || part.kind !== 'range') return isSame(whole, part)
  if (!isSameBound(whole.low, part.low)) return false
  // A part without an end ends where the whole does.
  return part.high !== null || whole.high === null
}

function restOf(whole: KeyRange, part: KeyRange): KeyRange | null {
  if (whole.kind !== 'range' || part.kind !== 'range' || isSameBound(whole.high, part.high)) return null
  return { kind: 'range', low: part.high, high: whole.high }
}

function isSame(left: KeyRange, right: KeyRange): boolean {
  if (left.kind !== 'range' || right.kind !== 'range') return left.kind === right.kind
  return isSameBound(left.low, right.low) && isSameBound(left.high, right.high)
}
