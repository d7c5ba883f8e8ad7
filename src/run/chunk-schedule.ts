import type { Clock } from '../clock.ts'
import type { EntityName } from '../brand.ts'
import type { Chunk } from '../postgres/chunks/chunk.ts'
import type { ChunkWalk, CutRange } from '../postgres/chunks/chunk-walk.ts'
import { ChunkCost } from './chunk-cost.ts'

/** A query and an fsync for each chunk stay below 1 % of it, and a killed run does no more than this again, per worker. */
const chunkMs = 300

/** What a chunk costs without regard to its rows may take so much of its time. */
const maxFixedShare = 0.1

/** The work on one entity. */
export interface Lane {
  readonly entity: EntityName
  readonly walk: Pick<ChunkWalk, 'next'>
  /** About how many rows are to be cut. */
  readonly rows: number
  /** Rows of a chunk while it is not known how long they take. */
  readonly firstChunkRows: number
  /** Each chunk costs something however few rows it has. */
  readonly fixedCost: boolean
}

export interface ScheduleOptions {
  /** Workers of the run. */
  readonly width: number
  /** Rows of every chunk; null: by time. */
  readonly rowsPerChunk: number | null
  readonly signal: AbortSignal
  readonly clock: Clock
}

interface LaneState extends Lane {
  remainingRows: number
  active: number
  /** Rows that a worker does in a millisecond, as the last chunks showed; 0: nothing is known yet. */
  speed: number
  readonly cost: ChunkCost
  /** Milliseconds of seeking that no chunk has been charged with. */
  seekMs: number
  /** The chunk after the last one, sought while that is loaded. */
  ahead: Promise<CutRange | null> | null
  /** Chunks are cut one after the other. */
  turn: Promise<unknown>
  finished: boolean
  chunks: number
}

/**
 * Which chunk comes next: that of the entity with the most rows left among those that nobody is loading, so that the
 * long ones start first and several partitions of the table take writes at once; when all are being loaded, of the one
 * with the most rows left per worker. Within an entity chunks go out in key order, which keeps the ledger's ranges few.
 *
 * A chunk is as many rows as take about 0.3 s, by what the entity's rows have taken so far: a row with ten look-ups takes
 * a hundred times as long as a narrow one. Towards the end chunks get smaller, so that all workers end together. Where
 * each chunk has a fixed cost, chunks grow until it is a tenth.
 */
export class ChunkSchedule {
  readonly #lanes: ReadonlyMap<EntityName, LaneState>
  readonly #options: ScheduleOptions

  constructor(lanes: readonly Lane[], options: ScheduleOptions) {
    this.#lanes = new Map(
      lanes.map((lane) => [
        lane.entity,
        {
          ...lane,
          remainingRows: lane.rows,
          active: 0,
          speed: 0,
          cost: new ChunkCost(),
          seekMs: 0,
          ahead: null,
          turn: Promise.resolve(),
          finished: false,
          chunks: 0,
        },
      ]),
    )
    this.#options = options
  }

  /** Null when all is cut. Rejects with what the search for a bound says. */
  async next(): Promise<Chunk | null> {
    for (;;) {
      let best: LaneState | null = null
      for (const lane of this.#lanes.values()) {
        if (!lane.finished && (best === null || precedes(lane, best))) best = lane
      }
      if (best === null) return null
      const chunk = await this.#take(best)
      if (chunk !== null) return chunk
    }
  }

  done(chunk: Chunk, milliseconds: number): void {
    const lane = this.#lanes.get(chunk.entity)
    if (lane === undefined) return
    lane.active -= 1
    const speed = chunk.rows / Math.max(1, milliseconds)
    lane.speed = lane.speed === 0 ? speed : (lane.speed + speed) / 2
    lane.cost.add(chunk.rows, milliseconds + lane.seekMs)
    lane.seekMs = 0
  }

  async #take(lane: LaneState): Promise<Chunk | null> {
    // Before any waiting, so that the next to ask sees that this lane is taken.
    lane.active += 1
    const turn = lane.turn.then(() => this.#cut(lane))
    lane.turn = turn.catch(() => undefined)
    const cut = await turn
    if (cut === null) {
      lane.active -= 1
      return null
    }
    const rows = cut.rows ?? Math.max(0, lane.remainingRows)
    lane.remainingRows -= rows
    lane.chunks += 1
    return { entity: lane.entity, number: lane.chunks, range: cut.range, rows }
  }

  async #cut(lane: LaneState): Promise<CutRange | null> {
    const cut = await (lane.ahead ?? this.#seek(lane))
    if (cut === null) {
      lane.finished = true
      return null
    }
    // Seeking ahead hides a wait of milliseconds; where it costs more, the size should know the chunk before it.
    lane.ahead = lane.fixedCost ? null : this.#seek(lane)
    lane.ahead?.catch(() => undefined)
    return cut
  }

  async #seek(lane: LaneState): Promise<CutRange | null> {
    const { clock } = this.#options
    const started = clock.now()
    const cut = await lane.walk.next(this.#rowsOf(lane), this.#options.signal)
    lane.seekMs += clock.now() - started
    return cut
  }

  #rowsOf(lane: LaneState): number {
    const { rowsPerChunk, width } = this.#options
    if (rowsPerChunk !== null) return rowsPerChunk
    if (lane.speed === 0) return lane.firstChunkRows
    const timely = Math.min(lane.speed * chunkMs, lane.remainingRows / (2 * width))
    const large = lane.fixedCost ? lane.cost.rowsForShare(maxFixedShare) : 0
    return Math.max(1, Math.floor(Math.max(timely, large, Math.min(lane.firstChunkRows, lane.speed * chunkMs))))
  }
}

function precedes(left: LaneState, right: LaneState): boolean {
  if ((left.active === 0) !== (right.active === 0)) return left.active === 0
  return left.remainingRows / (left.active + 1) > right.remainingRows / (right.active + 1)
}
