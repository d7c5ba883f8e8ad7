import { canonicalNumber, checkNumber, plainNumber } from './numbers/canonical-number.ts'
import { printAsKey, printAsNumber, printAsString, type Printer } from './value/print.ts'
import { ValueError } from './value/value-error.ts'
import type { Codec } from './codec.ts'
import type { JsonSink } from './json/json-sink.ts'

const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30

const SIGN_NEGATIVE = 0x4000
const SIGN_NAN = 0xc000
const SIGN_INFINITY = 0xd000
const SIGN_MINUS_INFINITY = 0xf000

const HEADER_BYTES = 8

/**
 * The send format of numeric (numeric_send in numeric.c): count of base-10000 digits, weight of the first (its power of
 * 10000), sign, display scale, then the digits, all 16 bits. PostgreSQL strips zero digits at both ends; a value that
 * does not follow this is printed right all the same.
 */
export const numericCodec: Codec = {
  types: ['numeric'],
  forms: ['N', 'S'],
  keyAlphabet: 'plain',
  fromText: (text, form) => (form === 'S' ? { S: text } : { N: canonicalNumber(text) }),
  // Equal numbers of different scale are one key value to PostgreSQL, so they must be one key text.
  keyFromText: plainNumber,
  json: (form) => (form === 'S' ? printAsString(printScaled) : printAsNumber(printLimited)),
  key: () => printAsKey(printPlain),
}

const printPlain: Printer = (bytes, start, end, out) => {
  if (!printSpecial(bytes, start, out)) printCanonical(bytes, start, end, out, false)
}

const printLimited: Printer = (bytes, start, end, out) => {
  if ((bytes.readUInt16BE(start + 4) & SIGN_NAN) === SIGN_NAN)
    throw new ValueError('VALUE_NUMBER_OUT_OF_RANGE', 'NaN or Infinity')
  printCanonical(bytes, start, end, out, true)
}

/** As PostgreSQL prints it: as many digits after the point as the display scale says. */
const printScaled: Printer = (bytes, start, end, out) => {
  if (printSpecial(bytes, start, out)) return
  const count = readCount(bytes, start, end)
  const weight = bytes.readInt16BE(start + 2)
  const scale = bytes.readUInt16BE(start + 6)
  if (bytes.readUInt16BE(start + 4) === SIGN_NEGATIVE) out.byte(MINUS)
  printWhole(bytes, start + HEADER_BYTES, count, weight, out)
  if (scale === 0) return
  out.byte(POINT)
  let index = weight + 1
  for (let left = scale; left > 0; left -= 4, index++) {
    const group = index >= 0 && index < count ? bytes.readUInt16BE(start + HEADER_BYTES + 2 * index) : 0
    if (left >= 4) out.padded(group, 4)
    else out.padded(Math.floor(group / 10 ** (4 - left)), left)
  }
}

function printSpecial(bytes: Buffer, start: number, out: JsonSink): boolean {
  switch (bytes.readUInt16BE(start + 4)) {
    case SIGN_NAN:
      out.ascii('NaN')
      return true
    case SIGN_INFINITY:
      out.ascii('Infinity')
      return true
    case SIGN_MINUS_INFINITY:
      out.ascii('-Infinity')
      return true
    default:
      return false
  }
}

function printCanonical(bytes: Buffer, start: number, end: number, out: JsonSink, limited: boolean): void {
  let count = readCount(bytes, start, end)
  let weight = bytes.readInt16BE(start + 2)
  let at = start + HEADER_BYTES
  while (count > 0 && bytes[at] === 0 && bytes[at + 1] === 0) {
    at += 2
    count--
    weight--
  }
  while (count > 0 && bytes[at + 2 * count - 1] === 0 && bytes[at + 2 * count - 2] === 0) count--
  if (count === 0) {
    out.byte(ZERO)
    return
  }
  const first = digitsOf(bytes.readUInt16BE(at))
  const lastZeros = trailingZeros(bytes.readUInt16BE(at + 2 * (count - 1)))
  if (limited) checkNumber(first + 4 * (count - 1) - lastZeros, 4 * weight + first - 1)
  if (bytes.readUInt16BE(start + 4) === SIGN_NEGATIVE) out.byte(MINUS)
  printWhole(bytes, at, count, weight, out)
  if (weight >= count - 1) return
  out.byte(POINT)
  for (let index = weight + 1; index < count; index++) {
    const group = index < 0 ? 0 : bytes.readUInt16BE(at + 2 * index)
    if (index < count - 1) out.padded(group, 4)
    else out.padded(group / 10 ** lastZeros, 4 - lastZeros)
  }
}

/** The digits before the point, `0` when there are none. */
function printWhole(bytes: Buffer, at: number, count: number, weight: number, out: JsonSink): void {
  if (weight < 0 || count === 0) {
    out.byte(ZERO)
    return
  }
  out.uint32(bytes.readUInt16BE(at))
  for (let index = 1; index <= weight; index++) out.padded(index < count ? bytes.readUInt16BE(at + 2 * index) : 0, 4)
}

function readCount(bytes: Buffer, start: number, end: number): number {
  const count = bytes.readUInt16BE(start)
  if (end - start !== HEADER_BYTES + 2 * count)
    throw new ValueError('VALUE_MALFORMED', `a numeric of ${end - start} bytes with ${count} digits`)
  return count
}

function digitsOf(group: number): number {
  return group < 100 ? (group < 10 ? 1 : 2) : group < 1000 ? 3 : 4
}

function trailingZeros(group: number): number {
  if (group % 10 !== 0) return 0
  return group % 100 !== 0 ? 1 : group % 1000 !== 0 ? 2 : 3
}
