import { calendarDay, EPOCH_DAYS, setCalendarDay } from './times/calendar.ts'
import { printAsKey, printAsNumber, printAsString, type Printer } from './value/print.ts'
import { printIsoDay, printPgDay } from './times/print-time.ts'
import {
  epochText,
  infiniteTime,
  isEpochForm,
  isInfinite,
  isoDayText,
  readTimeText,
  type EpochForm,
} from './times/time-text.ts'
import { ValueError } from './value/value-error.ts'
import type { Codec } from './codec.ts'
import type { JsonSink } from './json/json-sink.ts'

const INFINITY = 0x7fffffff
const MINUS_INFINITY = -0x80000000

/**
 * Send format: days since 2000-01-01, 32 bits. `iso` is `2024-01-31`, expanded years as for timestamps; the epoch forms
 * are midnight UTC.
 */
export const dateCodec: Codec = {
  types: ['date'],
  forms: ['iso', 'S', 'epoch-seconds', 'epoch-millis', 'epoch-micros'],
  keyAlphabet: 'plain',
  fromText(text, form) {
    if (form === 'S') return { S: text }
    return isEpochForm(form) ? { N: epochText(readTimeText(text), form) } : { S: isoDayText(readTimeText(text)) }
  },
  keyFromText(text, _type, form) {
    if (isEpochForm(form)) return epochText(readTimeText(text), form)
    return isInfinite(text) ? text : isoDayText(readTimeText(text))
  },
  json(form) {
    if (form === 'S') return printAsString(pgPrinter())
    if (isEpochForm(form)) return printAsNumber(epochPrinter(form))
    return printAsString(
      isoPrinter(() => {
        throw infiniteTime()
      }),
    )
  },
  key(_type, form) {
    return printAsKey(isEpochForm(form) ? epochPrinter(form) : isoPrinter((text, out) => out.ascii(text)))
  },
}

function isoPrinter(printInfinite: (text: string, out: JsonSink) => void): Printer {
  const date = calendarDay()
  return (bytes, start, end, out) => {
    const days = readDays(bytes, start, end)
    if (days === INFINITY || days === MINUS_INFINITY) return printInfinite(days > 0 ? 'infinity' : '-infinity', out)
    setCalendarDay(date, days)
    printIsoDay(date, out)
  }
}

function pgPrinter(): Printer {
  const date = calendarDay()
  return (bytes, start, end, out) => {
    const days = readDays(bytes, start, end)
    if (days === INFINITY || days === MINUS_INFINITY) return out.ascii(days > 0 ? 'infinity' : '-infinity')
    setCalendarDay(date, days)
    printPgDay(date, out)
    if (date.year <= 0) out.ascii(' BC')
  }
}

function epochPrinter(form: EpochForm): Printer {
  const zeros = form === 'epoch-seconds' ? '' : form === 'epoch-millis' ? '000' : '000000'
  return (bytes, start, end, out) => {
    const days = readDays(bytes, start, end)
    if (days === INFINITY || days === MINUS_INFINITY) throw infiniteTime()
    const seconds = (days + EPOCH_DAYS) * 86_400
    if (seconds < 0) out.byte(0x2d)
    out.integer(Math.abs(seconds))
    if (seconds !== 0) out.ascii(zeros)
  }
}

function readDays(bytes: Buffer, start: number, end: number): number {
  if (end - start !== 4) throw new ValueError('VALUE_MALFORMED', `a date of ${end - start} bytes`)
  return bytes.readInt32BE(start)
}
