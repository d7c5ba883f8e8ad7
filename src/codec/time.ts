import { printAsKey, printAsString, type Printer } from './value/print.ts'
import { printTimeOfDay } from './times/print-time.ts'
import { timePrecision } from './times/time-precision.ts'
import { isoClockText } from './times/time-text.ts'
import { ValueError } from './value/value-error.ts'
import type { Codec } from './codec.ts'
import type { PgType } from '../catalog/pg-type.ts'
import type { JsonSink } from './json/json-sink.ts'

/**
 * Time of day, `24:00:00` included. `S`, the default, as PostgreSQL prints it; `iso`, also in keys, with as many digits
 * of a second as the column holds. Send format: microseconds since midnight, 64 bits.
 */
export const timeCodec: Codec = codec('time', 8, {
  iso: () => undefined,
  pg: () => undefined,
})

/**
 * With an offset of its own: behind the time, 32 bits, seconds west of UTC. `iso` writes `Z` for none and minutes
 * always: `+02:00`.
 */
export const timetzCodec: Codec = codec('timetz', 12, {
  iso: (bytes, start, out) => printOffset(bytes.readInt32BE(start + 8), 'iso', out),
  pg: (bytes, start, out) => printOffset(bytes.readInt32BE(start + 8), 'pg', out),
})

type OffsetPrinter = (bytes: Buffer, start: number, out: JsonSink) => void

function codec(name: string, size: number, offset: { readonly iso: OffsetPrinter; readonly pg: OffsetPrinter }): Codec {
  const printer =
    (precision: number | 'trimmed', printZone: OffsetPrinter): Printer =>
    (bytes, start, end, out) => {
      if (end - start !== size) throw new ValueError('VALUE_MALFORMED', `a time of ${end - start} bytes`)
      printTimeOfDay(bytes.readInt32BE(start) * 0x100000000 + bytes.readUInt32BE(start + 4), precision, out)
      printZone(bytes, start, out)
    }
  return {
    types: [name],
    forms: ['S', 'iso'],
    keyAlphabet: 'plain',
    fromText: (text, form, type) => ({ S: form === 'S' ? text : isoText(text, type) }),
    keyFromText: isoText,
    json: (form, type) =>
      printAsString(form === 'S' ? printer('trimmed', offset.pg) : printer(timePrecision(type), offset.iso)),
    key: (type) => printAsKey(printer(timePrecision(type), offset.iso)),
  }
}

function printOffset(secondsWest: number, style: 'iso' | 'pg', out: JsonSink): void {
  if (secondsWest === 0 && style === 'iso') return out.byte(0x5a)
  const seconds = Math.abs(secondsWest)
  out.byte(secondsWest > 0 ? 0x2d : 0x2b)
  out.padded(Math.floor(seconds / 3600), 2)
  const minutes = Math.floor(seconds / 60) % 60
  const rest = seconds % 60
  if (style === 'iso' || minutes !== 0 || rest !== 0) {
    out.byte(0x3a)
    out.padded(minutes, 2)
  }
  if (rest !== 0) {
    out.byte(0x3a)
    out.padded(rest, 2)
  }
}

function isoText(text: string, type: PgType): string {
  const parts = /^(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:([+-]\d\d)(?::(\d\d))?(:\d\d)?)?$/.exec(text)
  if (parts === null) throw new ValueError('VALUE_MALFORMED', 'not a time of day in the ISO style of PostgreSQL')
  const [, clock = '', fraction = '', hours, minutes = '00', seconds = ''] = parts
  const offset = hours === undefined ? '' : `${hours}:${minutes}${seconds}`
  return isoClockText(clock, fraction.padEnd(6, '0'), timePrecision(type)) + (offset === '+00:00' ? 'Z' : offset)
}
