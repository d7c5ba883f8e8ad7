/** Days from 1970-01-01 to 2000-01-01, where PostgreSQL counts from. */
export const EPOCH_DAYS = 10_957

/**
 * Days from 0000-03-01 to 2000-01-01: with March first, the leap day is the last of its year and months follow one
 * rule.
 */
const MARCH_ZERO_DAYS = 730_425
const DAYS_PER_400_YEARS = 146_097

/**
 * A day of the proleptic Gregorian calendar; `year` is astronomical: 0 is 1 BC, -1 is 2 BC. Mutable, so that a writer
 * can keep one.
 */
export interface CalendarDay {
  /** Days since 2000-01-01. */
  days: number
  year: number
  month: number
  day: number
}

export function calendarDay(): CalendarDay {
  return { days: 0, year: 2000, month: 1, day: 1 }
}

/**
 * Sets `date` to the day `days` after 2000-01-01; exact over PostgreSQL's whole range. Nothing to do when it is the
 * same day as before.
 */
export function setCalendarDay(date: CalendarDay, days: number): void {
  if (date.days === days) return
  const fromZero = days + MARCH_ZERO_DAYS
  const era = Math.floor(fromZero / DAYS_PER_400_YEARS)
  const ofEra = fromZero - era * DAYS_PER_400_YEARS
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  date.days = days
  date.day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  date.month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  date.year = yearOfEra + era * 400 + (date.month <= 2 ? 1 : 0)
}

/** Days since 1970-01-01 of a day given by its parts: the way back, by counting leap years, for the text side. */
export function epochDaysOf(year: number, month: number, day: number): number {
  const before = year - 1
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  const untilMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] ?? 0
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return 365 * before + leapDays + untilMonth + (leap && month > 2 ? 1 : 0) + day - 1 - 719_162
}
