import { cleanBytes } from './escape-marks.ts'
import { fragment } from './fragment.ts'
import { MAX_NAME_BYTES } from './json-document.ts'
import { needsJsonEscape } from './json-escape.ts'
import type { JsonSink } from './json-sink.ts'
import { canonicalNumber, MAX_DIGITS } from '../numbers/canonical-number.ts'
import { closeScalar } from './scalar-writer.ts'
import { MAX_VALUE_LEVELS } from '../value/value-levels.ts'
import { numberBytes, significantBytes } from '../value/attribute-bytes.ts'

const QUOTE = 0x22
const PLUS = 0x2b
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

const openString = fragment('{"S":"')
const openNumber = fragment('{"N":"')
const openMap = fragment('{"M":{')
const openList = fragment('{"L":[')
const closeMap = fragment('}}')
const closeList = fragment(']}')
const closeName = fragment('":')
const wordTrue = fragment('{"BOOL":true}')
const wordFalse = fragment('{"BOOL":false}')
const wordNull = fragment('{"NULL":true}')

/**
 * Turns the bytes of a JSON text into DynamoDB JSON in one pass, without strings or objects in between. PostgreSQL has
 * checked the text before it stored it; the grammar is not checked again.
 *
 * A jsonb of 100 bytes takes 0.5 us, 8.4 by way of objects (CPU time, Node 24.21, 2 busy cores, 2026-11-22).
 *
 * It only ever does what is plain: at anything else (too deep, a number DynamoDB cannot hold, half a surrogate pair, an
 * empty or repeated name) it returns false or throws, having written a part, and the caller takes that back and goes
 * the slow way, `jsonDocumentFromText`, which decides. So both sides of the codec refuse the same values for the same
 * reason.
 */
export class JsonTranscoder {
  /** jsonb has no repeated names; in json the last one counts, which one pass cannot know. */
  readonly #mayRepeatNames: boolean
  #bytes: Buffer = Buffer.alloc(0)
  #view: DataView = new DataView(new ArrayBuffer(0))
  #at = 0
  #end = 0
  /** Of the lists and maps that are open: is it a map, and its names so far where they may repeat. */
  readonly #isMap = new Uint8Array(MAX_VALUE_LEVELS + 1)
  readonly #names: (Set<string> | undefined)[] = []

  constructor(options: { readonly mayRepeatNames: boolean }) {
    this.#mayRepeatNames = options.mayRepeatNames
  }

  /** True when the whole text was written. Not reentrant. */
  write(bytes: Buffer, start: number, end: number, out: JsonSink): boolean {
    this.#bytes = bytes
    this.#view = out.viewOf(bytes)
    this.#at = start
    this.#end = end
    const max = MAX_VALUE_LEVELS - out.level
    let open = 0
    for (;;) {
      // A value begins here, inside `open` lists and maps.
      if (open >= max) return false
      const c = this.#next()
      if (c === OPEN_BRACE || c === OPEN_BRACKET) {
        const isMap = c === OPEN_BRACE
        this.#at++
        out.fragment(isMap ? openMap : openList)
        out.itemBytes += 3
        this.#isMap[open] = isMap ? 1 : 0
        if (isMap && this.#mayRepeatNames) this.#names[open] = new Set()
        open++
        if (this.#next() !== (isMap ? CLOSE_BRACE : CLOSE_BRACKET)) {
          out.itemBytes += 1
          if (isMap && !this.#name(open - 1, out)) return false
          continue
        }
      } else if (!this.#scalar(c, out)) {
        return false
      }
      // A value has ended, and with it perhaps what it stands in.
      for (;;) {
        const following = this.#next()
        if (open === 0) return following === -1
        const isMap = this.#isMap[open - 1] === 1
        this.#at++
        if (following === COMMA) {
          out.byte(COMMA)
          out.itemBytes += 1
          if (isMap && !this.#name(open - 1, out)) return false
          break
        }
        if (following !== (isMap ? CLOSE_BRACE : CLOSE_BRACKET)) return false
        out.fragment(isMap ? closeMap : closeList)
        open--
      }
    }
  }

  /** The next byte that is not white space, -1 at the end; stands on it. */
  #next(): number {
    const bytes = this.#bytes
    const end = this.#end
    let at = this.#at
    while (at < end) {
      const c = bytes[at] as number
      if (c > 0x20) {
        this.#at = at
        return c
      }
      at++
    }
    this.#at = at
    return -1
  }

  #scalar(c: number, out: JsonSink): boolean {
    switch (c) {
      case QUOTE:
        out.fragment(openString)
        if (!this.#string(out)) return false
        out.fragment(closeScalar)
        return true
      case 0x74:
        this.#at += 4
        out.fragment(wordTrue)
        break
      case 0x66:
        this.#at += 5
        out.fragment(wordFalse)
        break
      case 0x6e:
        this.#at += 4
        out.fragment(wordNull)
        break
      default:
        return this.#number(out)
    }
    out.itemBytes += 1
    return true
  }

  /** A member's name and its colon. */
  #name(level: number, out: JsonSink): boolean {
    if (this.#next() !== QUOTE) return false
    const from = this.#at + 1
    const before = out.itemBytes
    out.byte(QUOTE)
    if (!this.#string(out)) return false
    const nameBytes = out.itemBytes - before
    if (nameBytes === 0 || nameBytes > MAX_NAME_BYTES) return false
    if (this.#mayRepeatNames && !this.#isNew(this.#names[level], from, this.#at - 1)) return false
    if (this.#next() !== COLON) return false
    this.#at++
    out.fragment(closeName)
    return true
  }

  /** Names are compared as they stand; one with an escape may equal another that is spelt differently. */
  #isNew(names: Set<string> | undefined, from: number, to: number): boolean {
    const name = this.#bytes.toString('latin1', from, to)
    if (names === undefined || name.includes('\\') || names.has(name)) return false
    names.add(name)
    return true
  }

  /** From the opening quote to behind the closing one; escapes stay as they are and count as what they mean. */
  #string(out: JsonSink): boolean {
    const bytes = this.#bytes
    const end = this.#end
    const from = this.#view
    const lastStep = bytes.length - 8
    let i = this.#at + 1
    // What is written of a string is what is read of it; a step may go beyond it.
    out.reserve(end - i + 8)
    const { buffer, view } = out
    const opened = out.cursor
    let at = opened
    let saved = 0
    while (i < end) {
      if (i <= lastStep) {
        const first = from.getInt32(i, true)
        const second = from.getInt32(i + 4, true)
        view.setInt32(at, first, true)
        view.setInt32(at + 4, second, true)
        const clean = cleanBytes(first, second)
        i += clean
        at += clean
        if (clean === 8) continue
      } else if (needsJsonEscape[bytes[i] as number] === 0) {
        buffer[at++] = bytes[i++] as number
        continue
      }
      const c = bytes[i] as number
      if (c === QUOTE) {
        this.#at = i + 1
        out.cursor = at
        out.itemBytes += at - opened - saved
        return true
      }
      const next = c === BACKSLASH ? escapeEnd(bytes, i) : -1
      if (next < 0) return false
      saved += next - i - escapedBytes(bytes, i)
      while (i < next) buffer[at++] = bytes[i++] as number
    }
    return false
  }

  #number(out: JsonSink): boolean {
    const bytes = this.#bytes
    const end = this.#end
    const from = this.#at
    const negative = bytes[from] === MINUS
    const first = negative ? from + 1 : from
    let at = first
    while (at < end && isDigit(bytes[at] as number)) at++
    let digits = at - first
    if (digits === 0) return false
    let point = -1
    if (at < end && bytes[at] === POINT) {
      point = at++
      while (at < end && isDigit(bytes[at] as number)) at++
      digits = at - first - 1
    }
    out.fragment(openNumber)
    let last = at
    if (point >= 0) {
      // PostgreSQL keeps the zeros that a numeric was written with.
      while (bytes[last - 1] === ZERO) last--
      if (last - 1 === point) last = point
    }
    const exponent = at < end && ((bytes[at] as number) | 0x20) === 0x65
    // Canonical as it stands when it has no exponent and is not a negative zero.
    if (!exponent && digits <= MAX_DIGITS && !(negative && last === first + 1 && bytes[first] === ZERO)) {
      out.raw(bytes, from, last)
      out.itemBytes += numberBytesBetween(bytes, first, last, point, negative)
    } else {
      if (exponent) {
        at++
        while (at < end && (isDigit(bytes[at] as number) || bytes[at] === MINUS || bytes[at] === PLUS)) at++
      }
      const text = canonicalNumber(bytes.toString('latin1', from, at))
      out.ascii(text)
      out.itemBytes += numberBytes(text)
    }
    this.#at = at
    out.fragment(closeScalar)
    return true
  }
}

function isDigit(c: number): boolean {
  return c >= ZERO && c <= NINE
}

/** Size of the canonical number whose digits, and perhaps a point, are `bytes[start…end)`. */
function numberBytesBetween(bytes: Buffer, start: number, end: number, point: number, negative: boolean): number {
  let first = start
  let last = end
  while (first < last && (bytes[first] === ZERO || first === point)) first++
  while (last > first && (bytes[last - 1] === ZERO || last - 1 === point)) last--
  return significantBytes(last - first - (point > first && point < last ? 1 : 0), negative)
}

/** The place behind the escape at `at`; -1 for half of a surrogate pair. */
function escapeEnd(bytes: Buffer, at: number): number {
  if (bytes[at + 1] !== 0x75) return at + 2
  const unit = hexUnit(bytes, at + 2)
  if (unit < 0xd800 || unit >= 0xe000) return unit < 0 ? -1 : at + 6
  const low = bytes[at + 6] === BACKSLASH && bytes[at + 7] === 0x75 ? hexUnit(bytes, at + 8) : -1
  return unit >= 0xdc00 || low < 0xdc00 || low >= 0xe000 ? -1 : at + 12
}

/** Bytes in UTF-8 of the character that the escape at `at` means, a pair of surrogates being one. */
function escapedBytes(bytes: Buffer, at: number): number {
  if (bytes[at + 1] !== 0x75) return 1
  const unit = hexUnit(bytes, at + 2)
  if (unit < 0x80) return 1
  if (unit < 0x800) return 2
  return unit >= 0xd800 && unit < 0xe000 ? 4 : 3
}

/** Four hexadecimal digits, -1 when they are not. */
function hexUnit(bytes: Buffer, at: number): number {
  let unit = 0
  for (let i = at; i < at + 4; i++) {
    const c = bytes[i] ?? 0
    const digit =
      c >= ZERO && c <= NINE ? c - ZERO : c >= 0x61 && c <= 0x66 ? c - 0x57 : c >= 0x41 && c <= 0x46 ? c - 0x37 : -1
    if (digit < 0) return -1
    unit = unit * 16 + digit
  }
  return unit
}
