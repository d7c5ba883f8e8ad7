import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Holds the reads of all segments together to so many read units a second. What a page cost is known only after it was read, so
 * the debt is waited for before the next: the average keeps the limit, one page may exceed it.
 */
export interface ReadPace {
  /** Resolves when another page may be read. */
  ready(signal: AbortSignal): Promise<void>
  spent(units: number): void
}

export function createReadPace(maxUnitsPerSecond: number | undefined, now: () => number = () => performance.now()): ReadPace {
  if (maxUnitsPerSecond === undefined) return { ready: () => Promise.resolve(), spent: () => undefined }
  let freeAt = now()
  return {
    async ready(signal) {
      for (let wait = freeAt - now(); wait > 0; wait = freeAt - now()) await sleep(Math.min(wait, 1000), undefined, { signal })
    },
    spent(units) {
      // Idle time is not saved up beyond now: a pause does not allow a burst.
      freeAt = Math.max(freeAt, now()) + (units / maxUnitsPerSecond) * 1000
    },
  }
}
