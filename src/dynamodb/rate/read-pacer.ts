import { AdaptiveBucket } from './adaptive-bucket.ts'
import { systemClock } from '../../clock.ts'
import { pause } from '../../pause.ts'

/** Holds readers of one table to a rate together; share one among all segments of a scan. */
export interface ReadPacer {
  /** Waits until a page may be read. */
  ready(signal: AbortSignal): Promise<void>
  /** What the page has cost; only its answer tells. */
  consumed(units: number): void
  throttled(): void
}

/**
 * `maxReadUnits` a second, null: as much as the table gives. After a throttle the rate follows what the table gives.
 */
export function readPacer(maxReadUnits: number | null): ReadPacer {
  const bucket = new AdaptiveBucket(systemClock.now(), Infinity, maxReadUnits ?? Infinity)
  /** A refused page has no cost to tell: that of the one before. */
  let pageUnits = 1
  return {
    async ready(signal) {
      for (let wait = bucket.wait(systemClock.now()); wait > 0; wait = bucket.wait(systemClock.now()))
        await pause(wait, signal)
    },
    consumed(units) {
      pageUnits = units
      bucket.take(units)
      bucket.accept(units, units, systemClock.now())
    },
    throttled() {
      bucket.throttle(pageUnits, systemClock.now())
    },
  }
}
