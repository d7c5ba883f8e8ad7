import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarDay, EPOCH_DAYS, epochDaysOf, setCalendarDay } from './calendar.ts'

/** PostgreSQL's dates: 4714-11-24 BC to 5874897-12-31, as days since 2000-01-01. */
const days = fc.oneof(fc.integer({ min: -2_451_545, max: 2_145_031_948 }), fc.integer({ min: -200_000, max: 200_000 }))

describe('the calendar', () => {
  it('finds the day again that it names', () => {
    const date = calendarDay()
    fc.assert(
      fc.property(days, (n) => {
        setCalendarDay(date, n)
        expect(epochDaysOf(date.year, date.month, date.day)).toBe(n + EPOCH_DAYS)
      }),
      { numRuns: 3000 },
    )
  })

  it('agrees with Date wherever Date reaches', () => {
    const date = calendarDay()
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (moment) => {
        setCalendarDay(date, Math.floor(moment.getTime() / 86_400_000) - EPOCH_DAYS)
        expect([date.year, date.month, date.day]).toEqual([
          moment.getUTCFullYear(),
          moment.getUTCMonth() + 1,
          moment.getUTCDate(),
        ])
      }),
      { numRuns: 3000 },
    )
  })
})
