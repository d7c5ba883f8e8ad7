import { systemClock, type Clock } from '../clock.ts'

/**
 * Collects entries that arrive close together and stores them as one. `add` resolves when the entry's own batch is
 * stored. Batches never overlap and keep the order of arrival. After the first failure every later entry fails with the
 * same error: what follows a lost record must not be recorded.
 */
export class GroupCommit<T> {
  readonly #gatherMs: number
  readonly #store: (batch: readonly T[]) => Promise<void>
  readonly #clock: Clock
  #waiting: Entry<T>[] = []
  #running: Promise<void> | null = null
  #failure: { readonly error: unknown } | null = null

  constructor(gatherMs: number, store: (batch: readonly T[]) => Promise<void>, clock: Clock = systemClock) {
    this.#gatherMs = gatherMs
    this.#store = store
    this.#clock = clock
  }

  add(value: T): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.push({ value, resolve, reject })
    this.#running ??= this.#run()
    return promise
  }

  /** Resolves when nothing is under way; never rejects. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Also with nothing to gather: the caller must have stored this promise before the loop can end.
      const wait = this.#failure === null ? this.#gatherMs : 0
      await new Promise<void>((resolve) => void this.#clock.after(wait, resolve))
      const batch = this.#waiting
      this.#waiting = []
      await this.#storeBatch(batch)
    }
    this.#running = null
  }

  async #storeBatch(batch: readonly Entry<T>[]): Promise<void> {
    try {
      if (this.#failure !== null) throw this.#failure.error
      await this.#store(batch.map((entry) => entry.value))
      for (const entry of batch) entry.resolve()
    } catch (error) {
      this.#failure ??= { error }
      for (const entry of batch) entry.reject(error)
    }
  }
}

interface Entry<T> {
  readonly value: T
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}
