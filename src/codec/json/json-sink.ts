import { jsonEscapeOf, needsJsonEscape } from './json-escape.ts'
import type { Fragment } from './fragment.ts'
import { cleanBytes, escapeMarks } from './escape-marks.ts'
import { Slab, SLAB_BYTES } from '../value/slab.ts'
import { ValueError } from '../value/value-error.ts'

/**
 * No item within DynamoDB's 400 KB has more JSON than this. The worst case is a list of numbers like 1E-130: 2 bytes
 * of item size each, 140 bytes of JSON, which makes 19 MB. Beyond it the row is refused before memory is spent on it.
 */
const MAX_JSON_BYTES = 32 << 20

/**
 * Nanoseconds to copy 8, 16, 32, 128 bytes (Node 24.21, 2026-11-22, best of 60): byte loop 8, 20, 35, 123; `copy` of a
 * part 19 at any length; `set` of a `subarray` 41; `set` of a whole array 14.
 */
const LOOP_UP_TO = 24

/**
 * Up to here text is looked at and copied in one pass of eight bytes a step; longer text is looked at first and then
 * copied whole. Nanoseconds for 8, 32, 128, 192 bytes: 9, 20, 59, 86 in one pass, 45, 50, 82, 106 in two, 11, 29, 95,
 * 140 to look at single bytes (Node 24.21, 2026-11-22).
 */
const ONE_PASS_UP_TO = 512

/** What a store of eight bytes may write beyond what is meant. */
const OVERRUN = 8

const DIGIT_ZERO = 0x30
const COLON = 0x3a
const MINUS = 0x2d
const POINT = 0x2e

/** `00` … `99`, and `00` … `ff`: two characters, stored at once, halve the divisions and the stores. */
const PAIRS = Uint16Array.from({ length: 100 }, (_, n) => pairOf(String(n).padStart(2, '0')))
const HEX_PAIRS = Uint16Array.from({ length: 256 }, (_, n) => pairOf(n.toString(16).padStart(2, '0')))
const BASE64 = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 'latin1')

/**
 * Growing bytes to which one item after the other is written as DynamoDB JSON.
 *
 * Who owns what. The sink owns the slab and the *open* item; positions count from the open item's first byte, so they
 * stay right when the item moves to a larger slab. `subarray` gives a view without a copy. `close` and `reset` close
 * the open item: from then on its bytes belong to whoever holds it, and the sink never writes to them again until all
 * items of the slab have been released. A view of an item that is still open may go stale with the next write, so take
 * it last. To drop the open item (a rejected row) call `truncate(0)`.
 *
 * `itemBytes` is the DynamoDB size of the open item so far. Value writers and key writers add the size of the *value*
 * (never of the attribute name, never the + 1 of a list or map element, which whoever writes the element adds). The
 * sink itself adds nothing; `truncate` leaves the counter alone, so whoever takes bytes back restores it.
 */
export class JsonSink {
  itemBytes = 0
  /**
   * Lists and maps that are open around the value being written; writers of such keep it, so that documents inside know
   * their depth.
   */
  level = 0
  /** For writers of this folder only: after `reserve(n)`, write at `buffer[cursor…cursor + n)` and advance `cursor`. */
  buffer: Buffer
  /** The same bytes, for stores of several at once. */
  view: DataView
  cursor = 0
  #start = 0
  readonly #slabBytes: number
  #slab: Slab
  #source: Buffer = Buffer.alloc(0)
  #sourceView: DataView = new DataView(new ArrayBuffer(0))

  constructor(slabBytes: number = SLAB_BYTES) {
    this.#slabBytes = slabBytes
    this.#slab = Slab.take(slabBytes)
    this.buffer = this.#slab.bytes
    this.view = this.#slab.view
  }

  /** Bytes of the open item so far. */
  get position(): number {
    return this.cursor - this.#start
  }

  /** Takes back everything after `position`; `itemBytes` is the caller's to restore. */
  truncate(position: number): void {
    this.cursor = this.#start + position
  }

  /** A view of the open item, `position`s as bounds; take it when nothing more is written before `reset`. */
  subarray(start: number, end: number): Buffer {
    return this.buffer.subarray(this.#start + start, this.#start + end)
  }

  /**
   * Closes the open item and begins the next one behind it: `position` and `itemBytes` are 0 again. Views of it stay
   * good for ever.
   */
  reset(): void {
    this.close(0)
  }

  /**
   * Closes the open item and says where it lies, parted at the position `part`; the slab holds it until it is released.
   */
  close(part: number): { readonly slab: Slab; readonly start: number; readonly jsonEnd: number; readonly end: number } {
    const start = this.#start
    this.#start = this.cursor
    this.itemBytes = 0
    this.#slab.hold()
    return { slab: this.#slab, start, jsonEnd: start + part, end: this.cursor }
  }

  /** Makes room for `n` more bytes. Throws `VALUE_ITEM_TOO_LARGE` past what any item can need. */
  reserve(n: number): void {
    if (this.cursor + n > this.buffer.length) this.#grow(n)
  }

  #grow(n: number): void {
    const open = this.position
    if (open + n > MAX_JSON_BYTES)
      throw new ValueError('VALUE_ITEM_TOO_LARGE', `more than ${MAX_JSON_BYTES} bytes of JSON`)
    const slab = Slab.take(Math.max(this.#slabBytes, Math.min(MAX_JSON_BYTES, 2 * (open + n))))
    this.buffer.copy(slab.bytes, 0, this.#start, this.cursor)
    this.#slab.close()
    this.#slab = slab
    this.buffer = slab.bytes
    this.view = slab.view
    this.#start = 0
    this.cursor = open
  }

  byte(n: number): void {
    this.reserve(1)
    this.buffer[this.cursor++] = n
  }

  /** Characters below U+0080 only, written as they are: JSON punctuation, names that need no escape. */
  ascii(text: string): void {
    const length = text.length
    this.reserve(length)
    if (length > 24) {
      this.cursor += this.buffer.write(text, this.cursor, length, 'latin1')
      return
    }
    const buffer = this.buffer
    let at = this.cursor
    for (let i = 0; i < length; i++) buffer[at++] = text.charCodeAt(i)
    this.cursor = at
  }

  /**
   * All of a prepared text: 9 ns for 14 bytes, where `set` takes 27 (Node 24.21, 2026-11-22). May write zeros behind
   * the cursor, within what is reserved.
   */
  fragment({ length, words }: Fragment): void {
    this.reserve(words.length * 8)
    const view = this.view
    let at = this.cursor
    for (let i = 0; i < words.length; i++) {
      view.setFloat64(at, words[i] as number, true)
      at += 8
    }
    this.cursor += length
  }

  /** Bytes as they are. */
  raw(bytes: Buffer, start: number, end: number): void {
    const length = end - start
    this.reserve(length)
    if (length > LOOP_UP_TO) {
      bytes.copy(this.buffer, this.cursor, start, end)
      this.cursor += length
      return
    }
    const buffer = this.buffer
    let at = this.cursor
    for (let i = start; i < end; i++) buffer[at++] = bytes[i] as number
    this.cursor = at
  }

  /**
   * `bytes` for loads of several at once; made anew only when they are others than the last time, so ask for it
   * wherever it helps.
   */
  viewOf(bytes: Buffer): DataView {
    if (this.#source !== bytes) {
      this.#source = bytes
      this.#sourceView = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    }
    return this.#sourceView
  }

  /** UTF-8 bytes as the inside of a JSON string: `"`, `\` and control characters are escaped. */
  jsonText(bytes: Buffer, start: number, end: number): void {
    const length = end - start
    this.reserve(length + OVERRUN)
    if (length > ONE_PASS_UP_TO && this.#isClean(bytes, start, end)) {
      bytes.copy(this.buffer, this.cursor, start, end)
      this.cursor += length
      return
    }
    const from = this.viewOf(bytes)
    const to = this.view
    // A step may look and write beyond the text, but not beyond the memory.
    const steps = Math.min(end, bytes.length - 7)
    let at = this.cursor
    let i = start
    for (; i < steps; i += 8) {
      const first = from.getInt32(i, true)
      const second = from.getInt32(i + 4, true)
      to.setInt32(at, first, true)
      to.setInt32(at + 4, second, true)
      if ((escapeMarks(first) | escapeMarks(second)) !== 0) {
        const clean = cleanBytes(first, second)
        i += clean
        at += clean
        break
      }
      at += 8
    }
    this.cursor = i < end ? at : at - (i - end)
    if (i < end) this.#escaped(bytes, i, end)
  }

  /** True when no byte needs an escape; may say false of a clean text, never true of another. */
  #isClean(bytes: Buffer, start: number, end: number): boolean {
    const view = this.viewOf(bytes)
    let i = start
    for (; i + 8 <= end; i += 8)
      if ((escapeMarks(view.getInt32(i, true)) | escapeMarks(view.getInt32(i + 4, true))) !== 0) return false
    for (; i < end; i++) if (needsJsonEscape[bytes[i] as number] === 1) return false
    return true
  }

  #escaped(bytes: Buffer, start: number, end: number): void {
    let run = start
    for (let i = start; i < end; i++) {
      const c = bytes[i] as number
      if (needsJsonEscape[c] !== 1) continue
      this.raw(bytes, run, i)
      this.ascii(jsonEscapeOf[c] as string)
      run = i + 1
    }
    this.raw(bytes, run, end)
  }

  /** Decimal digits of an integer from 0 to 4,294,967,295. */
  uint32(n: number): void {
    this.reserve(10)
    this.#below2to53(n)
  }

  /** Decimal digits of a whole number from 0 to 2 ** 53. */
  integer(n: number): void {
    this.reserve(16)
    this.#below2to53(n)
  }

  /** Decimal digits of `n`, 0 ≤ n < 10 ** width ≤ 10 ** 9, with leading zeros to `width`. */
  padded(n: number, width: number): void {
    this.reserve(width)
    this.#digits(n, width)
  }

  /** `HH:MM:SS` of a whole number of seconds up to 99:59:59. */
  clock(seconds: number): void {
    this.reserve(8)
    const { view, cursor } = this
    const minutes = (seconds / 60) | 0
    const hours = (minutes / 60) | 0
    view.setUint16(cursor, PAIRS[hours] as number, true)
    view.setUint8(cursor + 2, COLON)
    view.setUint16(cursor + 3, PAIRS[minutes - hours * 60] as number, true)
    view.setUint8(cursor + 5, COLON)
    view.setUint16(cursor + 6, PAIRS[seconds - minutes * 60] as number, true)
    this.cursor = cursor + 8
  }

  /**
   * A point and the digits of `n` / 10 ** width, without zeros at the end; nothing when `n` is 0. 0 ≤ n < 10 ** width ≤
   * 10 ** 9.
   */
  fraction(n: number, width: number): void {
    if (n === 0) return
    let digits = width
    let rest = n | 0
    for (let above = (rest / 10) | 0; above * 10 === rest; above = (rest / 10) | 0) {
      rest = above
      digits--
    }
    this.byte(POINT)
    this.padded(rest, digits)
  }

  /** Two decimal digits, `00` to `99`. */
  pair(n: number): void {
    this.reserve(2)
    this.view.setUint16(this.cursor, PAIRS[n] as number, true)
    this.cursor += 2
  }

  /** Decimal digits of a big-endian signed 64-bit integer, with `-` when negative. */
  int64(bytes: Buffer, offset: number): void {
    this.reserve(20)
    const source = this.viewOf(bytes)
    let high = source.getUint32(offset)
    let low = source.getUint32(offset + 4)
    if (high >= 0x80000000) {
      this.buffer[this.cursor++] = MINUS
      low = low === 0 ? 0 : 0x100000000 - low
      high = (low === 0 ? 0x100000000 : 0xffffffff) - high
    }
    this.#uint64(high, low)
  }

  /** Decimal digits of `high * 2 ** 32 + low`, both from 0 to 4,294,967,295. */
  uint64(high: number, low: number): void {
    this.reserve(20)
    this.#uint64(high, low)
  }

  /** No BigInt: below 2 ** 53 doubles are exact, above it a long division by 10 ** 9 keeps every step below 2 ** 53. */
  #uint64(high: number, low: number): void {
    if (high < 0x200000) {
      this.#below2to53(high * 0x100000000 + low)
      return
    }
    let quotientHigh = Math.floor(high / 1e9)
    let rest = high - quotientHigh * 1e9
    rest = rest * 0x10000 + (low >>> 16)
    const middle = Math.floor(rest / 1e9)
    rest = (rest - middle * 1e9) * 0x10000 + (low & 0xffff)
    const last = Math.floor(rest / 1e9)
    rest -= last * 1e9
    quotientHigh = quotientHigh * 0x100000000 + middle * 0x10000 + last
    this.#below2to53(quotientHigh)
    this.#digits(rest, 9)
  }

  #below2to53(n: number): void {
    if (n < 100000000) {
      this.#digits(n, decimalLength(n))
      return
    }
    const top = Math.floor(n / 1e8)
    this.#digits(top, decimalLength(top))
    this.#digits(n - top * 1e8, 8)
  }

  /**
   * Writes `n` < 2 ** 31 from the right, two digits a step. Room is reserved by the caller. `| 0` keeps the engine in
   * 32-bit integers: an int8 of ten digits takes 34 ns, 97 with `%` on doubles (Node 24.21, 2 busy cores, 2026-11-22).
   */
  #digits(n: number, width: number): void {
    const view = this.view
    const start = this.cursor
    let at = start + width
    this.cursor = at
    let rest = n | 0
    while (at - start >= 2) {
      const above = (rest / 100) | 0
      at -= 2
      view.setUint16(at, PAIRS[rest - above * 100] as number, true)
      rest = above
    }
    if (at > start) view.setUint8(start, DIGIT_ZERO + rest)
  }

  /** Standard base64 with padding, as DynamoDB JSON carries binary. */
  base64(bytes: Uint8Array, start: number, end: number): void {
    this.reserve(4 * Math.ceil((end - start) / 3))
    const buffer = this.buffer
    let at = this.cursor
    let i = start
    for (; i + 3 <= end; i += 3) {
      const x = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number)
      buffer[at++] = BASE64[x >> 18] as number
      buffer[at++] = BASE64[(x >> 12) & 63] as number
      buffer[at++] = BASE64[(x >> 6) & 63] as number
      buffer[at++] = BASE64[x & 63] as number
    }
    const left = end - i
    if (left > 0) {
      const x = ((bytes[i] as number) << 16) | (left === 2 ? (bytes[i + 1] as number) << 8 : 0)
      buffer[at++] = BASE64[x >> 18] as number
      buffer[at++] = BASE64[(x >> 12) & 63] as number
      buffer[at++] = left === 2 ? (BASE64[(x >> 6) & 63] as number) : 0x3d
      buffer[at++] = 0x3d
    }
    this.cursor = at
  }

  /** Two lower-case hexadecimal digits per byte. */
  hex(bytes: Uint8Array, start: number, end: number): void {
    this.reserve(2 * (end - start))
    const view = this.view
    let at = this.cursor
    for (let i = start; i < end; i++) {
      view.setUint16(at, HEX_PAIRS[bytes[i] as number] as number, true)
      at += 2
    }
    this.cursor = at
  }
}

/** Two characters as they are stored at once, the first one lowest. */
function pairOf(text: string): number {
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8)
}

function decimalLength(n: number): number {
  if (n < 100000) return n < 100 ? (n < 10 ? 1 : 2) : n < 1000 ? 3 : n < 10000 ? 4 : 5
  return n < 10000000 ? (n < 1000000 ? 6 : 7) : n < 100000000 ? 8 : n < 1000000000 ? 9 : 10
}
