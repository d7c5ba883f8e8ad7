import { calendarDay, EPOCH_DAYS, setCalendarDay } from './times/calendar.ts'
import { fragment } from './json/fragment.ts'
import { canonicalNumber } from './numbers/canonical-number.ts'
import { printAsKey, printAsNumber, printAsString, type Printer } from './value/print.ts'
import { MICROS_PER_DAY, printIsoDay, printPgDay, printTimeOfDay } from './times/print-time.ts'
import { timePrecision } from './times/time-precision.ts'
import {
  epochText,
  infiniteTime,
  isEpochForm,
  isInfinite,
  isoClockText,
  isoDayText,
  readTimeText,
  type EpochForm,
} from './times/time-text.ts'
import { ValueError } from './value/value-error.ts'
import type { PgType } from '../catalog/pg-type.ts'
import type { Codec } from './codec.ts'
import type { JsonSink } from './json/json-sink.ts'

const EPOCH_MICROS = EPOCH_DAYS * MICROS_PER_DAY

/** High words below this keep microseconds exact in a double with room to add (1857 to 2142); others go by BigInt. */
const NEAR = 1 << 20

interface Zone {
  /** Behind the form `iso`. */
  readonly iso: string
  /** Behind PostgreSQL's own text in a session in UTC. */
  readonly pg: string
}

/** Without zone: no `Z`, because the time is not known to be UTC; the epoch forms take it as UTC. */
export const timestampCodec: Codec = codec('timestamp', { iso: '', pg: '' })

/** With zone: an instant, always written in UTC. */
export const timestamptzCodec: Codec = codec('timestamptz', { iso: 'Z', pg: '+00' })

/**
 * Send format: microseconds since 2000-01-01, 64 bits, the least and the greatest standing for the infinities. `iso` is
 * `2024-01-31T12:34:56.123456Z` with as many digits of a second as the column holds; years before 0000 and after 9999
 * with sign and six digits (`+294276-12-31T…`, 2 BC is `-000001`). The infinities have no ISO or epoch form; in a key
 * they stand as words, which also sort right.
 */
function codec(name: string, zone: Zone): Codec {
  const isoText = (text: string, type: PgType): string => {
    const time = readTimeText(text)
    return `${isoDayText(time)}T${isoClockText(time.clock, time.fraction, timePrecision(type))}${zone.iso}`
  }
  return {
    types: [name],
    forms: ['iso', 'S', 'epoch-seconds', 'epoch-millis', 'epoch-micros'],
    keyAlphabet: 'plain',
    fromText(text, form, type) {
      if (form === 'S') return { S: text }
      return isEpochForm(form) ? { N: epochText(readTimeText(text), form) } : { S: isoText(text, type) }
    },
    keyFromText(text, type, form) {
      if (isEpochForm(form)) return epochText(readTimeText(text), form)
      return isInfinite(text) ? text : isoText(text, type)
    },
    json(form, type) {
      if (form === 'S') return printAsString(pgPrinter(zone))
      if (isEpochForm(form)) return printAsNumber(epochPrinter(form))
      return printAsString(
        isoPrinter(zone, timePrecision(type), () => {
          throw infiniteTime()
        }),
      )
    },
    key(type, form) {
      if (isEpochForm(form)) return printAsKey(epochPrinter(form))
      return printAsKey(isoPrinter(zone, timePrecision(type), (text, out) => out.ascii(text)))
    },
  }
}

/** Length of `2024-01-31T`; years beyond four digits have more. */
const usualDay = 11

function isoPrinter(zone: Zone, precision: number, printInfinite: (text: string, out: JsonSink) => void): Printer {
  const date = calendarDay()
  const atEnd = fragment(zone.iso)
  // Rows lie near each other in time: the last day, `2024-01-31T`, is mostly the day again.
  let lastDays = Number.NaN
  let year = 0
  let monthAndDash = 0
  let dayAndT = 0
  return (bytes, start, end, out) => {
    const source = out.viewOf(bytes)
    const high = end - start === 8 ? source.getInt32(start) : NEAR
    const isNear = high >= -NEAR && high < NEAR
    if (!isNear) {
      const infinite = infinity(bytes, start, end)
      if (infinite !== null) return printInfinite(infinite, out)
    }
    const near = high * 0x100000000 + source.getUint32(start + 4)
    const days = isNear ? Math.floor(near / MICROS_PER_DAY) : daysOf(bytes, start)
    out.reserve(16)
    if (days === lastDays) {
      const { view, cursor } = out
      view.setInt32(cursor, year, true)
      view.setInt32(cursor + 4, monthAndDash, true)
      view.setInt32(cursor + 8, dayAndT, true)
      out.cursor = cursor + usualDay
    } else {
      const from = out.cursor
      setCalendarDay(date, days)
      printIsoDay(date, out)
      out.byte(0x54)
      if (out.cursor - from === usualDay) {
        lastDays = days
        year = out.view.getInt32(from, true)
        monthAndDash = out.view.getInt32(from + 4, true)
        dayAndT = out.view.getInt32(from + 8, true)
      }
    }
    printTimeOfDay(isNear ? near - days * MICROS_PER_DAY : microsOfDay(bytes, start, days), precision, out)
    out.fragment(atEnd)
  }
}

function pgPrinter(zone: Zone): Printer {
  const date = calendarDay()
  return (bytes, start, end, out) => {
    const infinite = infinity(bytes, start, end)
    if (infinite !== null) return out.ascii(infinite)
    const days = daysOf(bytes, start)
    setCalendarDay(date, days)
    printPgDay(date, out)
    out.byte(0x20)
    printTimeOfDay(microsOfDay(bytes, start, days), 'trimmed', out)
    out.ascii(zone.pg)
    if (date.year <= 0) out.ascii(' BC')
  }
}

function epochPrinter(form: EpochForm): Printer {
  const decimals = form === 'epoch-seconds' ? 6 : form === 'epoch-millis' ? 3 : 0
  const unit = 10 ** decimals
  return (bytes, start, end, out) => {
    if (infinity(bytes, start, end) !== null) throw infiniteTime()
    const high = bytes.readInt32BE(start)
    if (high < -NEAR || high >= NEAR) {
      out.ascii(canonicalNumber(`${bytes.readBigInt64BE(start) + BigInt(EPOCH_MICROS)}e-${decimals}`))
      return
    }
    const micros = high * 0x100000000 + bytes.readUInt32BE(start + 4) + EPOCH_MICROS
    if (micros < 0) out.byte(0x2d)
    const magnitude = Math.abs(micros)
    const whole = Math.floor(magnitude / unit)
    out.integer(whole)
    out.fraction(magnitude - whole * unit, decimals)
  }
}

function infinity(bytes: Buffer, start: number, end: number): 'infinity' | '-infinity' | null {
  if (end - start !== 8) throw new ValueError('VALUE_MALFORMED', `a timestamp of ${end - start} bytes`)
  const high = bytes.readInt32BE(start)
  if (high === 0x7fffffff && bytes.readUInt32BE(start + 4) === 0xffffffff) return 'infinity'
  return high === -0x80000000 && bytes.readUInt32BE(start + 4) === 0 ? '-infinity' : null
}

function daysOf(bytes: Buffer, start: number): number {
  const high = bytes.readInt32BE(start)
  if (high >= -NEAR && high < NEAR)
    return Math.floor((high * 0x100000000 + bytes.readUInt32BE(start + 4)) / MICROS_PER_DAY)
  const micros = bytes.readBigInt64BE(start)
  const perDay = BigInt(MICROS_PER_DAY)
  const days = micros / perDay
  return Number(micros < 0n && days * perDay !== micros ? days - 1n : days)
}

function microsOfDay(bytes: Buffer, start: number, days: number): number {
  const high = bytes.readInt32BE(start)
  if (high >= -NEAR && high < NEAR) return high * 0x100000000 + bytes.readUInt32BE(start + 4) - days * MICROS_PER_DAY
  return Number(bytes.readBigInt64BE(start) - BigInt(days) * BigInt(MICROS_PER_DAY))
}
