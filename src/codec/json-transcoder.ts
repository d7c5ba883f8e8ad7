import { MOST_NAME_BYTES } from './json-document.ts'
import { canonicalNumber, MOST_DIGITS } from './number-text.ts'
import { writtenNumberBytes } from './print.ts'
import { MOST_LEVELS } from './value-levels.ts'
import { numberBytes } from './value-size.ts'
import type { JsonSink } from './json-sink.ts'

const QUOTE = 0x22
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

/**
 * Turns the bytes of a JSON text into DynamoDB JSON in one pass, without strings or objects in between. PostgreSQL has checked the
 * text before it stored it; the grammar is not checked again.
 *
 * A jsonb of 100 bytes takes 0.7 us, 8.4 by way of objects (CPU time, Node 24.21, 2 busy cores, 2026-11-22).
 *
 * It only ever does what is plain: at anything else (too deep, a number DynamoDB cannot hold, half a surrogate pair, an
 * empty or repeated name) it returns false or throws, having written a part, and the caller takes that back and goes the
 * slow way, `documentFromText`, which decides. So both sides of the codec refuse the same values for the same reason.
 */
export class JsonTranscoder {
  /** jsonb has no repeated names; in json the last one counts, which one pass cannot know. */
  readonly #mayRepeatNames: boolean
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #end = 0

  constructor(options: { readonly mayRepeatNames: boolean }) {
    this.#mayRepeatNames = options.mayRepeatNames
  }

  /** True when the whole text was written. Not reentrant. */
  write(bytes: Buffer, start: number, end: number, out: JsonSink): boolean {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
    return this.#value(out.level + 1, out) && this.#next() === -1
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

  #value(level: number, out: JsonSink): boolean {
    const c = this.#next()
    if (level > MOST_LEVELS) return false
    switch (c) {
      case QUOTE:
        out.ascii('{"S":"')
        if (!this.#string(out)) return false
        out.ascii('"}')
        return true
      case OPEN_BRACE:
        return this.#object(level, out)
      case OPEN_BRACKET:
        return this.#array(level, out)
      case 0x74:
        return this.#word(4, '{"BOOL":true}', out)
      case 0x66:
        return this.#word(5, '{"BOOL":false}', out)
      case 0x6e:
        return this.#word(4, '{"NULL":true}', out)
      default:
        return this.#number(out)
    }
  }

  #word(length: number, written: string, out: JsonSink): boolean {
    this.#at += length
    out.ascii(written)
    out.itemBytes += 1
    return true
  }

  #object(level: number, out: JsonSink): boolean {
    this.#at++
    out.ascii('{"M":{')
    out.itemBytes += 3
    const names = this.#mayRepeatNames ? new Set<string>() : null
    let c = this.#next()
    while (c === QUOTE) {
      const from = this.#at + 1
      const before = out.itemBytes
      out.byte(QUOTE)
      if (!this.#string(out)) return false
      const nameBytes = out.itemBytes - before
      if (nameBytes === 0 || nameBytes > MOST_NAME_BYTES) return false
      if (names !== null && !this.#isNew(names, from, this.#at - 1)) return false
      if (this.#next() !== COLON) return false
      this.#at++
      out.ascii('":')
      out.itemBytes += 1
      if (!this.#value(level + 1, out)) return false
      c = this.#next()
      if (c !== COMMA) break
      this.#at++
      out.byte(COMMA)
      c = this.#next()
    }
    if (c !== CLOSE_BRACE) return false
    this.#at++
    out.ascii('}}')
    return true
  }

  /** Names are compared as they stand; one with an escape may equal another that is spelt differently. */
  #isNew(names: Set<string>, from: number, to: number): boolean {
    const name = this.#bytes.toString('latin1', from, to)
    if (name.includes('\\') || names.has(name)) return false
    names.add(name)
    return true
  }

  #array(level: number, out: JsonSink): boolean {
    this.#at++
    out.ascii('{"L":[')
    out.itemBytes += 3
    let c = this.#next()
    if (c !== CLOSE_BRACKET) {
      for (;;) {
        out.itemBytes += 1
        if (!this.#value(level + 1, out)) return false
        c = this.#next()
        if (c !== COMMA) break
        this.#at++
        out.byte(COMMA)
      }
    }
    if (c !== CLOSE_BRACKET) return false
    this.#at++
    out.ascii(']}')
    return true
  }

  /** From the opening quote to behind the closing one; escapes stay as they are and count as what they mean. */
  #string(out: JsonSink): boolean {
    const bytes = this.#bytes
    const end = this.#end
    let at = this.#at + 1
    let run = at
    for (; at < end; at++) {
      const c = bytes[at] as number
      if (c === QUOTE) {
        out.raw(bytes, run, at)
        out.itemBytes += at - run
        this.#at = at + 1
        return true
      }
      if (c === BACKSLASH) {
        out.raw(bytes, run, at)
        out.itemBytes += at - run
        const next = this.#escape(at, out)
        if (next < 0) return false
        run = next
        at = next - 1
      } else if (c < 0x20) {
        return false
      }
    }
    return false
  }

  /** Copies the escape at `at` and returns the place behind it; -1 for half of a surrogate pair. */
  #escape(at: number, out: JsonSink): number {
    const bytes = this.#bytes
    if (bytes[at + 1] !== 0x75) {
      out.raw(bytes, at, at + 2)
      out.itemBytes += 1
      return at + 2
    }
    const unit = hexUnit(bytes, at + 2)
    if (unit >= 0xd800 && unit < 0xe000) {
      const low = bytes[at + 6] === BACKSLASH && bytes[at + 7] === 0x75 ? hexUnit(bytes, at + 8) : -1
      if (unit >= 0xdc00 || low < 0xdc00 || low >= 0xe000) return -1
      out.raw(bytes, at, at + 12)
      out.itemBytes += 4
      return at + 12
    }
    if (unit < 0) return -1
    out.raw(bytes, at, at + 6)
    out.itemBytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3
    return at + 6
  }

  #number(out: JsonSink): boolean {
    const bytes = this.#bytes
    const end = this.#end
    const from = this.#at
    let at = from
    let digits = 0
    let point = -1
    let plain = true
    for (; at < end; at++) {
      const c = bytes[at] as number
      if (c >= ZERO && c <= NINE) digits++
      else if (c === POINT) point = at
      else if (c === MINUS && at === from) continue
      else if (c === 0x65 || c === 0x45 || c === MINUS || c === 0x2b) plain = false
      else break
    }
    if (digits === 0) return false
    this.#at = at
    out.ascii('{"N":"')
    // Canonical already when it has no exponent, no trailing zero behind a point, and is not a negative zero.
    if (plain && digits <= MOST_DIGITS && !(point >= 0 && bytes[at - 1] === ZERO) && !(bytes[from] === MINUS && digits === 1 && bytes[at - 1] === ZERO)) {
      out.raw(bytes, from, at)
      out.itemBytes += writtenNumberBytes(bytes, from, at)
    } else {
      const text = canonicalNumber(bytes.toString('latin1', from, at))
      out.ascii(text)
      out.itemBytes += numberBytes(text)
    }
    out.ascii('"}')
    return true
  }
}

/** Four hexadecimal digits, -1 when they are not. */
function hexUnit(bytes: Buffer, at: number): number {
  let unit = 0
  for (let i = at; i < at + 4; i++) {
    const c = bytes[i] ?? 0
    const digit = c >= ZERO && c <= NINE ? c - ZERO : c >= 0x61 && c <= 0x66 ? c - 0x57 : c >= 0x41 && c <= 0x46 ? c - 0x37 : -1
    if (digit < 0) return -1
    unit = unit * 16 + digit
  }
  return unit
}
