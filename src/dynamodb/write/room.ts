interface Waiter {
  resolve(): void
  reject(reason: unknown): void
}

/**
 * Counts what is inside and lets waiters in while there is room: the backpressure between reader and writer. The bound
 * is passed by at most one batch for each waiter.
 */
export class Room {
  readonly #maxItems: number
  readonly #maxBytes: number
  readonly #waiters: Waiter[] = []
  #items = 0
  #bytes = 0

  constructor(maxItems: number, maxBytes: number) {
    this.#maxItems = maxItems
    this.#maxBytes = maxBytes
  }

  enter(items: number, bytes: number): void {
    this.#items += items
    this.#bytes += bytes
  }

  leave(items: number, bytes: number): void {
    this.#items -= items
    this.#bytes -= bytes
    // All at once: one that is let in may have nothing to bring, and then nobody would wake the next.
    if (this.#hasRoom()) for (const waiter of this.#waiters.splice(0)) waiter.resolve()
  }

  /** Resolves when there is room, which may mean at once. */
  wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#hasRoom()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
        reject(signal.reason)
      }
      const waiter: Waiter = {
        resolve: () => {
          signal.removeEventListener('abort', onAbort)
          resolve()
        },
        reject: (reason) => {
          signal.removeEventListener('abort', onAbort)
          reject(reason)
        },
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiters.push(waiter)
    })
  }

  fail(reason: unknown): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(reason)
  }

  #hasRoom(): boolean {
    return this.#items < this.#maxItems && this.#bytes < this.#maxBytes
  }
}
