import { epochDaysOf } from './calendar.ts'
import { canonicalNumber } from '../numbers/canonical-number.ts'
import { ValueError } from '../value/value-error.ts'
import type { Form } from '../value/attribute-value.ts'

/** A day and a time of day as PostgreSQL prints them (DateStyle ISO, TimeZone UTC), taken apart. */
export interface TimeText {
  readonly year: number
  readonly month: string
  readonly day: string
  /** `HH:MM:SS`, `00:00:00` for a date. */
  readonly clock: string
  /** Six digits. */
  readonly fraction: string
}

export type EpochForm = 'epoch-seconds' | 'epoch-millis' | 'epoch-micros'

const pattern = /^(\d{4,})-(\d\d)-(\d\d)(?: (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(\+00)?)?( BC)?$/

export function isInfinite(text: string): boolean {
  return text === 'infinity' || text === '-infinity'
}

export function isEpochForm(form: Form | undefined): form is EpochForm {
  return form === 'epoch-seconds' || form === 'epoch-millis' || form === 'epoch-micros'
}

export function readTimeText(text: string): TimeText {
  if (isInfinite(text)) throw infiniteTime()
  const parts = pattern.exec(text)
  if (parts === null) throw new ValueError('VALUE_MALFORMED', 'not a time in the ISO style of PostgreSQL in UTC')
  const [, year = '', month = '', day = '', clock = '00:00:00', fraction = '', , bc] = parts
  return {
    year: bc === undefined ? Number(year) : 1 - Number(year),
    month,
    day,
    clock,
    fraction: fraction.padEnd(6, '0'),
  }
}

export function infiniteTime(): ValueError {
  return new ValueError('VALUE_NOT_REPRESENTABLE', 'an infinite time has no ISO form and no epoch form')
}

/** Expanded years as ECMAScript writes them, see `printIsoDay`. */
export function isoDayText({ year, month, day }: TimeText): string {
  const magnitude = String(Math.abs(year))
  const text =
    year >= 0 && year <= 9999 ? magnitude.padStart(4, '0') : (year < 0 ? '-' : '+') + magnitude.padStart(6, '0')
  return `${text}-${month}-${day}`
}

/** Clock and fraction with `precision` digits, six when fewer would lose something. */
export function isoClockText(clock: string, fraction: string, precision: number): string {
  const digits = /^0*$/.test(fraction.slice(precision)) ? precision : 6
  return digits === 0 ? clock : `${clock}.${fraction.slice(0, digits)}`
}

/** Exact number of seconds, milliseconds or microseconds since 1970-01-01T00:00:00Z, canonical. */
export function epochText(time: TimeText, form: EpochForm): string {
  const [hours = 0, minutes = 0, seconds = 0] = time.clock.split(':').map(Number)
  const whole =
    BigInt(epochDaysOf(time.year, Number(time.month), Number(time.day))) * 86_400n +
    BigInt(hours * 3600 + minutes * 60 + seconds)
  const micros = whole * 1_000_000n + BigInt(time.fraction)
  return canonicalNumber(`${micros}e${form === 'epoch-seconds' ? -6 : form === 'epoch-millis' ? -3 : 0}`)
}
