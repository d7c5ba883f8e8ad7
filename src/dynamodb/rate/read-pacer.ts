import { pause } from '../../pause.ts'
import { systemClock, type Clock } from '../../clock.ts'
import { unknownUnits } from './rate-control.ts'
import { RateLimit } from './rate-limit.ts'
import { UnitCeiling } from './unit-ceiling.ts'

/** Holds readers of one table to a rate together; share one among all segments of a scan. */
export interface ReadPacer {
  /** Waits until a page may be read. */
  ready(signal: AbortSignal): Promise<ReadTicket>
}

/** A page under way. */
export interface ReadTicket {
  /** Items that the page may hold at most; null: as many as the service sends. */
  readonly maxItems: number | null
  /** What the page has cost; only its answer tells. */
  consumed(units: number, items: number): void
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
  // A page has no cost to tell before its answer, nor when it is refused: that of the one before.
  let pageUnits = 1
  /** An item of the first page is taken to need a unit (4 KB, consistent). */
  let unitsOfItem = 1
  const wait = (): number => Math.max(limit.wait(clock.now()), ceiling.wait(clock.now()))
  return {
    async ready(signal) {
      for (let milliseconds = wait(); milliseconds > 0; milliseconds = wait()) await pause(milliseconds, signal, clock)
      const booked = pageUnits
      let sentAt = clock.now()
      limit.take(booked, sentAt)
      ceiling.take(booked)
      return {
        maxItems: maxReadUnits === null ? null : Math.max(1, Math.floor(maxReadUnits / pagesInSecond / unitsOfItem)),
        consumed(units, items) {
          pageUnits = units
          if (items > 0 && units > 0) unitsOfItem = units / items
          limit.answered({ booked, charged: units, refused: 0 }, sentAt, clock.now())
          ceiling.take(units - booked)
        },
        throttled() {
          limit.answered({ booked: 0, charged: 0, refused: booked }, sentAt, clock.now())
          // The same page is asked for again after a pause.
          sentAt = clock.now()
          limit.take(booked, sentAt)
        },
      }
    },
  }
}

/** A whole page of 1 MB costs 256 units: with a small maximum that would be seconds at once. */
const pagesInSecond = 40
