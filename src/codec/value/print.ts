import { scalarWriter } from '../json/scalar-writer.ts'
import { significantBytes } from './attribute-bytes.ts'
import type { BinaryWriter } from '../codec.ts'

const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30

/**
 * A writer of plain ASCII that needs no JSON escape, without size: the part of a codec that knows the type.
 * The functions below make it an attribute or a key segment and count what it wrote.
 */
export type Printer = BinaryWriter

/** `{"S":"…"}` around what the printer writes. */
export function printAsString(print: Printer): BinaryWriter {
  return scalarWriter('S', printAsKey(print))
}

/** `{"N":"…"}` around what the printer writes, which must be a canonical number. */
export function printAsNumber(print: Printer): BinaryWriter {
  return scalarWriter('N', (bytes, start, end, out) => {
    const from = out.position
    print(bytes, start, end, out)
    out.itemBytes += writtenNumberBytes(out.buffer, out.cursor - (out.position - from), out.cursor)
  })
}

/** A key segment: what the printer writes, inside a JSON string that is already open. */
export function printAsKey(print: Printer): BinaryWriter {
  return (bytes, start, end, out) => {
    const from = out.position
    print(bytes, start, end, out)
    out.itemBytes += out.position - from
  }
}

/** `numberBytes` of the canonical number in `buffer[start…end)`, without making a string. */
export function writtenNumberBytes(buffer: Uint8Array, start: number, end: number): number {
  const negative = buffer[start] === MINUS
  let first = negative ? start + 1 : start
  let last = end
  while (first < last && isZeroOrPoint(buffer[first])) first++
  while (last > first && isZeroOrPoint(buffer[last - 1])) last--
  let digits = last - first
  for (let i = first; i < last; i++) if (buffer[i] === POINT) digits--
  return significantBytes(digits, negative)
}

function isZeroOrPoint(c: number | undefined): boolean {
  return c === ZERO || c === POINT
}
