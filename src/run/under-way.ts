import type { ChunkProgress } from './runners/chunk-progress.ts'

/** What the table received from chunks that are in no state, because they were not finished. */
export interface UnfinishedChunks {
  readonly chunks: number
  readonly written: number
  /** Of the items written. */
  readonly bytes: number
}

export const nothingUnfinished: UnfinishedChunks = { chunks: 0, written: 0, bytes: 0 }

/** Keeps account of the chunks that have begun and are not durable; each has a number of its own. */
export class UnderWay {
  readonly #received = new Map<number, { readonly written: number; readonly bytes: number }>()
  #next = 1

  start(): number {
    const number = this.#next
    this.#next += 1
    this.#received.set(number, { written: 0, bytes: 0 })
    return number
  }

  /** A second attempt writes the items of the first again, so the one that came further counts. */
  moved(number: number, { written, bytes }: ChunkProgress): void {
    const before = this.#received.get(number)
    if (before !== undefined && written > before.written) this.#received.set(number, { written, bytes })
  }

  durable(number: number): void {
    this.#received.delete(number)
  }

  get unfinished(): UnfinishedChunks {
    const begun = [...this.#received.values()].filter(({ written }) => written > 0)
    return {
      chunks: begun.length,
      written: begun.reduce((sum, { written }) => sum + written, 0),
      bytes: begun.reduce((sum, { bytes }) => sum + bytes, 0),
    }
  }
}
