import { systemClock, type Clock } from './clock.ts'
import { unknownUnits } from './rate-control.ts'
import { RateLimit } from './rate-limit.ts'
import { UnitCeiling } from './unit-ceiling.ts'
import { pause } from '../call/pause.ts'

/** Holds readers of one table to a rate together; share one among all segments of a scan. */
export interface ReadPacer {
  /** Waits until a page may be read. */
  ready(signal: AbortSignal): Promise<ReadTicket>
}

/** A page under way. */
export interface ReadTicket {
  /** What the page has cost; only its answer tells. */
  consumed(units: number): void
  /** The service has refused it for now; it is asked for again. */
  throttled(): void
}

/**
 * `maxReadUnits` a second are never passed; null: as much as the table gives. After a throttle the rate follows what the
 * table gives, by the same rules as writes (`rate-limit.ts`).
 */
export function readPacer(maxReadUnits: number | null, clock: Clock = systemClock): ReadPacer {
  const limit = new RateLimit(clock.now(), unknownUnits, false)
  const ceiling = new UnitCeiling(maxReadUnits, clock.now())
  /** A page has no cost to tell before its answer, nor when it is refused: that of the one before. */
  let pageUnits = 1
  const wait = (): number => Math.max(limit.wait(clock.now()), ceiling.wait(clock.now()))
  return {
    async ready(signal) {
      for (let milliseconds = wait(); milliseconds > 0; milliseconds = wait()) await pause(milliseconds, signal)
      let booked = pageUnits
      let sentAt = clock.now()
      const take = (): void => {
        booked = pageUnits
        sentAt = clock.now()
        limit.take(booked, sentAt)
      }
      take()
      ceiling.take(booked)
      const ceilingBooked = booked
      return {
        consumed(units) {
          pageUnits = units
          limit.answered({ booked, charged: units, refused: 0 }, sentAt, clock.now())
          ceiling.take(units - ceilingBooked)
        },
        throttled() {
          limit.answered({ booked: 0, charged: 0, refused: booked }, sentAt, clock.now())
          // The same page is asked for again after a pause.
          take()
        },
      }
    },
  }
}
