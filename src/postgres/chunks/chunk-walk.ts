import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { TextRow } from '../connection/connect.ts'
import { boundQuery, nextKeyQuery, restQuery } from './bound-queries.ts'
import type { KeyBound, KeyRange } from './chunk.ts'

/** Runs a query in the snapshot of the run; one at a time. */
export type SeekRows = (sql: string, signal: AbortSignal) => Promise<readonly TextRow[]>

export interface CutRange {
  readonly range: KeyRange
  /** Rows of the source in it, before any condition of the mapping; null: not known. */
  readonly rows: number | null
}

/**
 * Cuts what is pending of an entity, range by range and in key order, one chunk at a time while others are loaded: the
 * next bound is the key of the row so many rows after the last bound, which the index gives without reading more than
 * these rows. Nothing is cut ahead, so a plan takes neither time nor memory, however large the table is.
 *
 * Every bound lies between two distinct keys, so rows that collapse into one item are never parted; a key with more rows
 * than a chunk is to have stands alone. The chunks of a pending range tile it without a gap.
 */
export class ChunkWalk {
  readonly #entity: ResolvedEntity
  readonly #seek: SeekRows
  /** What is not cut yet, in key order. */
  #left: readonly KeyRange[]

  constructor(entity: ResolvedEntity, pending: readonly KeyRange[], seek: SeekRows) {
    this.#entity = entity
    this.#seek = seek
    this.#left = chunkable(entity, pending)
  }

  /** In one piece each, what the walk has still to cut. */
  get left(): readonly KeyRange[] {
    return this.#left
  }

  /** The next chunk, of about so many rows; null when all is cut. Not for concurrent use. */
  async next(rows: number, signal: AbortSignal): Promise<CutRange | null> {
    const [range, ...others] = this.#left
    if (range === undefined) return null
    if (range.kind !== 'range') {
      this.#left = others
      return { range, rows: null }
    }
    const bound = await this.#bound(range, rows, signal)
    if (bound === null) {
      this.#left = others
      return { range, rows: await this.#rest(range, rows, signal) }
    }
    this.#left = [{ ...range, low: bound }, ...others]
    return { range: { ...range, high: bound }, rows }
  }

  async #bound(range: KeyRange & { kind: 'range' }, rows: number, signal: AbortSignal): Promise<KeyBound | null> {
    const { chunkBy } = this.#entity
    if (chunkBy === null) return null
    const [found] = await this.#seek(boundQuery(this.#entity, chunkBy, range, rows), signal)
    if (found === undefined) return null
    if (found.at(-1) === 't') return boundOf(found.slice(0, -1))
    // One key has all these rows and more.
    const [next] = await this.#seek(nextKeyQuery(this.#entity, chunkBy, range, range.low ?? []), signal)
    return next === undefined ? null : boundOf(next)
  }

  /** Exact where an index makes it cheap: then the progress of small tables is exact from the start. */
  async #rest(range: KeyRange & { kind: 'range' }, rows: number, signal: AbortSignal): Promise<number | null> {
    const { chunkBy } = this.#entity
    if (chunkBy?.indexed !== true) return null
    const [[count] = []] = await this.#seek(restQuery(this.#entity, chunkBy, range, rows), signal)
    return Number(count ?? 0)
  }
}

function boundOf(row: TextRow): KeyBound {
  return row.map((value) => value ?? '')
}

/** "All" as ranges that can be cut. */
export function chunkable(
  { chunkBy }: Pick<ResolvedEntity, 'chunkBy'>,
  pending: readonly KeyRange[],
): readonly KeyRange[] {
  if (chunkBy === null) return pending
  const whole: KeyRange = { kind: 'range', low: null, high: null }
  return pending.flatMap((range): readonly KeyRange[] =>
    range.kind !== 'all' ? [range] : chunkBy.nullable ? [whole, { kind: 'nulls' }] : [whole],
  )
}
