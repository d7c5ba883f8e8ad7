import { shortestFloat4, shortestFloat8, sixDigitFloat4 } from './numbers/shortest-float.ts'
import { canonicalNumber, plainNumber } from './numbers/canonical-number.ts'
import { printAsKey, printAsNumber, printAsString, type Printer } from './value/print.ts'
import { ValueError } from './value/value-error.ts'
import type { Codec } from './codec.ts'
import type { JsonSink } from './json/json-sink.ts'

interface FloatKind {
  readonly size: 4 | 8
  /** PostgreSQL prints an exponent from this power of ten on (FLT_DIG, DBL_DIG), and below 1E-4. */
  readonly exponentFrom: number
  read(bytes: Buffer, at: number, out: JsonSink): number
  /**
   * Writes a value that is a short decimal without making a string of it; false, and nothing is written, where it is
   * none.
   */
  printShort(value: number, out: JsonSink): boolean
  /** The same decimal faster where there is a way, without an exponent in common cases; null where there is none. */
  plain(value: number): string | null
  /** Shortest text in `toExponential` style that reads back as the same value. */
  shortest(value: number): string
}

/**
 * Binary floating point as the shortest decimal that reads back as the same value, which is what PostgreSQL 12 and
 * later print. -0 is 0 as `N` and in keys, `-0` as `S`; NaN and the infinities exist only as `S` and in keys.
 */
export const float8Codec: Codec = codec('float8', {
  size: 8,
  exponentFrom: 15,
  read: (bytes, at, out) => out.viewOf(bytes).getFloat64(at),
  // JavaScript's own text of a double is what PostgreSQL prints where doubles are not all whole numbers.
  printShort: printMillionths,
  plain: (value) => (Math.abs(value) < 2 ** 53 ? String(value) : null),
  shortest: shortestFloat8,
})

export const float4Codec: Codec = codec('float4', {
  size: 4,
  exponentFrom: 6,
  read: (bytes, at, out) => out.viewOf(bytes).getFloat32(at),
  printShort: () => false,
  plain: sixDigitFloat4,
  shortest: shortestFloat4,
})

function codec(name: string, kind: FloatKind): Codec {
  return {
    types: [name],
    forms: ['N', 'S'],
    keyAlphabet: 'plain',
    fromText: (text, form) => (form === 'S' ? { S: text } : { N: canonicalNumber(text) }),
    keyFromText: plainNumber,
    json: (form) => (form === 'S' ? printAsString(pgPrinter(kind)) : printAsNumber(numberPrinter(kind))),
    key: () => printAsKey(keyPrinter(kind)),
  }
}

function readFloat(kind: FloatKind, bytes: Buffer, start: number, end: number, out: JsonSink): number {
  if (end - start !== kind.size)
    throw new ValueError('VALUE_MALFORMED', `a floating point number of ${end - start} bytes`)
  return kind.read(bytes, start, out)
}

function numberPrinter(kind: FloatKind): Printer {
  return (bytes, start, end, out) => {
    const value = readFloat(kind, bytes, start, end, out)
    if (!Number.isFinite(value)) throw new ValueError('VALUE_NUMBER_OUT_OF_RANGE', 'NaN or Infinity')
    if (kind.printShort(value, out)) return
    const text = kind.plain(value)
    out.ascii(text === null || text.includes('e') ? canonicalNumber(text ?? kind.shortest(value)) : text)
  }
}

/**
 * A float8 that is a whole number of millionths of at most 15 digits. Such decimals are all different doubles
 * (DBL_DIG), and a quotient of two doubles is rounded as a decimal is when it is read: so the one whose quotient is the
 * value is its shortest decimal. 20 ns, `String` takes 250 (Node 24.21, 2026-11-22).
 */
function printMillionths(value: number, out: JsonSink): boolean {
  const magnitude = Math.abs(value)
  const millionths = Math.round(magnitude * 1e6)
  if (millionths >= 1e15 || millionths / 1e6 !== magnitude) return false
  if (value < 0) out.byte(0x2d)
  const whole = Math.floor(millionths / 1e6)
  out.integer(whole)
  out.fraction(millionths - whole * 1e6, 6)
  return true
}

function keyPrinter(kind: FloatKind): Printer {
  return (bytes, start, end, out) => {
    const value = readFloat(kind, bytes, start, end, out)
    out.ascii(plainNumber(Number.isFinite(value) ? kind.shortest(value) : String(value)))
  }
}

function pgPrinter(kind: FloatKind): Printer {
  return (bytes, start, end, out) => {
    const value = readFloat(kind, bytes, start, end, out)
    out.ascii(Number.isFinite(value) ? pgFloatText(value, kind) : String(value))
  }
}

function pgFloatText(value: number, kind: FloatKind): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', power = ''] = kind.shortest(value).split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < kind.exponentFrom) return plainNumber(`${mantissa}e${power}`)
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}
