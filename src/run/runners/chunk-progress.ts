import { systemClock, type Clock } from '../../clock.ts'

/** What has become of the rows of a chunk that is under way; an attempt that begins anew begins at zero. */
export interface ChunkProgress {
  /** Source rows. */
  readonly read: number
  /** Items that the service has confirmed, one by one. */
  readonly written: number
  /** Rows without an item of their own, so far. */
  readonly collapsed: number
  readonly rejected: number
  /** Of the items written. */
  readonly bytes: number
}

export type OnProgress = (progress: ChunkProgress) => void

/** Two a second for each chunk: a display moves every second, and threads have little to tell each other. */
const reportMs = 500

/** Hands progress over now and then, and every change once the chunk has failed: those are the last ones. */
export class ProgressReport {
  readonly #onProgress: OnProgress
  readonly #progress: () => ChunkProgress
  readonly #clock: Clock
  #reportedAt: number
  #last = false

  constructor(onProgress: OnProgress, progress: () => ChunkProgress, clock: Clock = systemClock) {
    this.#onProgress = onProgress
    this.#progress = progress
    this.#clock = clock
    this.#reportedAt = clock.now()
  }

  /** Something has changed. */
  readonly changed = (): void => {
    const now = this.#clock.now()
    if (!this.#last && now - this.#reportedAt < reportMs) return
    this.#reportedAt = now
    this.#onProgress(this.#progress())
  }

  /** The chunk has failed; answers that are still on their way count nevertheless. */
  failed(): void {
    this.#last = true
    this.changed()
  }
}
