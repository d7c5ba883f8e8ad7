import { fnv1a, fnv1aStart, fnv1aStep } from '../../fnv1a.ts'
import { jsonBytes } from './json-bytes.ts'
import { createNameTable } from './name-table.ts'
import { skipJsonValue } from './skip-json-value.ts'

const { quote, comma, minus, zero, nine, colon, typeN, typeS, backslash, openBrace, closeBrace } = jsonBytes

/** More attributes than this are read the slow way; an item rarely has more than some dozens. */
const maxAttributes = 1024

/** How a value was read. `plainNumber` is in canonical form already; `number` and `other` have to be parsed. */
export const valueKinds = { other: 0, plainNumber: 1, number: 2, text: 3 } as const

/**
 * The attributes of one item, found in the bytes of an answer and kept in typed arrays: no object is made for them. A
 * value lies at `valueStart…valueEnd` of those bytes: the inside of the quotes of texts and numbers, the whole JSON
 * value of others.
 */
export class AttributeTable {
  readonly names = createNameTable()
  readonly kind = new Uint8Array(maxAttributes)
  readonly valueStart = new Uint32Array(maxAttributes)
  readonly valueEnd = new Uint32Array(maxAttributes)
  /** UTF-16 length of a text, -1: it has to be decoded. */
  readonly textLength = new Int32Array(maxAttributes)
  /** The numbers that `names` gave to the names. */
  readonly nameNumber = new Uint16Array(maxAttributes)
  /** Attributes in the order of their names, after `sort`. */
  readonly order = new Uint16Array(maxAttributes)
  /** The offset behind the item that was read last. */
  end = 0

  /**
   * Reads the attributes of the item whose first attribute begins at `start` (behind the brace). Returns their number,
   * or -1 where the item has to be read the slow way.
   */
  read(bytes: Buffer, start: number): number {
    let at = start
    if (bytes[at] === closeBrace) {
      this.end = at + 1
      return 0
    }
    for (let count = 1; count <= maxAttributes; count += 1) {
      at = this.#readAttribute(bytes, at, count - 1)
      if (at === -1) return -1
      const next = bytes[at]
      if (next === closeBrace) {
        this.end = at + 1
        return count
      }
      if (next !== comma) return -1
      at += 1
    }
    return -1
  }

  /** By rank of the names: an insertion sort, because services send items of one kind in one order or nearly so. */
  sort(count: number): void {
    const { names, nameNumber, order } = this
    for (let of = 0; of < count; of += 1) {
      const rank = names.rankOf(nameNumber[of] ?? 0)
      let to = of
      for (; to > 0 && names.rankOf(nameNumber[order[to - 1] ?? 0] ?? 0) > rank; to -= 1) order[to] = order[to - 1] ?? 0
      order[to] = of
    }
  }

  /** The number of a name that is plain ASCII; -1 for others, whose items are read the slow way. */
  numberOf(name: string | null): number {
    if (name === null || !/^[ !#-[\]-~]+$/.test(name)) return -1
    const bytes = Buffer.from(name)
    return this.names.numberOf(bytes, 0, bytes.length, spread(fnv1a(bytes)))
  }

  /** `"name":{"T":value}` at `start`; the offset behind it, or -1. */
  #readAttribute(bytes: Buffer, start: number, slot: number): number {
    if (bytes[start] !== quote) return -1
    let at = start + 1
    let hash = fnv1aStart
    for (let code = bytes[at] ?? quote; code !== quote; code = bytes[at] ?? quote) {
      if (code >= 0x80 || code === backslash) return -1
      hash = fnv1aStep(hash, code)
      at += 1
    }
    this.nameNumber[slot] = this.names.numberOf(bytes, start + 1, at, spread(hash))
    if (bytes[at + 1] !== colon || bytes[at + 2] !== openBrace || bytes[at + 3] !== quote) return -1
    if (bytes[at + 5] === quote && bytes[at + 6] === colon && bytes[at + 7] === quote) {
      const type = bytes[at + 4]
      if (type === typeS) return this.#closed(bytes, this.#readText(bytes, at + 8, slot))
      if (type === typeN) return this.#closed(bytes, this.#readNumber(bytes, at + 8, slot))
    }
    // The object of type and value, whole.
    const end = skipJsonValue(bytes, at + 2)
    this.kind[slot] = valueKinds.other
    this.valueStart[slot] = at + 2
    this.valueEnd[slot] = end
    return end
  }

  /** From the closing quote of a value to behind the brace that follows it. */
  #closed(bytes: Buffer, at: number): number {
    return at !== -1 && bytes[at + 1] === closeBrace ? at + 2 : -1
  }

  #readText(bytes: Buffer, start: number, slot: number): number {
    let at = start
    let hasEscapes = false
    let isAscii = true
    for (let code = bytes[at]; code !== quote; code = bytes[at]) {
      if (code === undefined) return -1
      if (code === backslash) {
        hasEscapes = true
        at += 1
      } else if (code >= 0x80) isAscii = false
      at += 1
    }
    this.kind[slot] = valueKinds.text
    this.valueStart[slot] = start
    this.valueEnd[slot] = at
    this.textLength[slot] = hasEscapes ? -1 : isAscii ? at - start : utf16Length(bytes, start, at)
    return at
  }

  #readNumber(bytes: Buffer, start: number, slot: number): number {
    let at = start
    let isPlain = true
    for (let code = bytes[at]; code !== quote; code = bytes[at]) {
      if (code === undefined) return -1
      if (code === backslash) at += 1
      if (!(code >= zero && code <= nine) && !(code === minus && at === start)) isPlain = false
      at += 1
    }
    const digits = bytes[start] === minus ? start + 1 : start
    // Not in canonical form: no digits, leading zeros, "-0".
    if (digits === at || (bytes[digits] === zero && at - start > 1)) isPlain = false
    this.kind[slot] = isPlain ? valueKinds.plainNumber : valueKinds.number
    this.valueStart[slot] = start
    this.valueEnd[slot] = at
    return at
  }
}

/** Mixed once: the low bits of the hash choose a slot. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15)
}

/** Characters as JavaScript counts them: one per sequence, two for those of four bytes. */
function utf16Length(bytes: Buffer, start: number, end: number): number {
  let length = 0
  for (let at = start; at < end; at += 1) {
    const code = bytes[at] ?? 0
    if ((code & 0xc0) !== 0x80) length += code >= 0xf0 ? 2 : 1
  }
  return length
}
