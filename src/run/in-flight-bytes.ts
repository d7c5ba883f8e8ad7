/**
 * How many item bytes are on their way to the table, over all workers of a thread. What bounds memory: requests of 25 items
 * may weigh 10 MB each, so a count of requests alone would not.
 */
export class InFlightBytes {
  readonly #limit: number
  #bytes = 0
  #room: PromiseWithResolvers<void> | null = null

  constructor(limit: number) {
    this.#limit = limit
  }

  get full(): boolean {
    return this.#bytes >= this.#limit
  }

  add(bytes: number): void {
    this.#bytes += bytes
  }

  remove(bytes: number): void {
    this.#bytes -= bytes
    if (this.full || this.#room === null) return
    this.#room.resolve()
    this.#room = null
  }

  /** Resolves when there is room; rejects with the signal's reason. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.full) {
      signal.throwIfAborted()
      this.#room ??= Promise.withResolvers<void>()
      await abortable(this.#room.promise, signal)
    }
  }
}

/** The promise, or the signal's reason if that comes first; leaves no listener behind. */
async function abortable(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<void>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
