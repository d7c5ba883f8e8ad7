import { printAsKey, printAsString, type Printer } from './value/print.ts'
import { ValueError } from './value/value-error.ts'
import type { Codec } from './codec.ts'
import type { JsonSink } from './json/json-sink.ts'

/** Families in the send format (utils/inet.h): the platform's AF_INET, which is 2 everywhere, and one more for IPv6. */
const FAMILY_4 = 2
const FAMILY_6 = 3

const POINT = 0x2e
const COLON = 0x3a
const SLASH = 0x2f

/**
 * Network addresses. They are not cast to text by the query: `inet::text` always appends the mask, unlike the type's
 * own output. Send format (network_send in network.c): family, mask bits, is it cidr, number of bytes, the bytes.
 */
export const networkCodec: Codec = textLike(['inet', 'cidr'], 'free', (bytes, start, end, out) => {
  const family = bytes[start]
  const bits = bytes[start + 1] ?? 0
  const isCidr = bytes[start + 2] === 1
  const size = family === FAMILY_4 ? 4 : 16
  if ((family !== FAMILY_4 && family !== FAMILY_6) || end - start !== 4 + size)
    throw new ValueError('VALUE_MALFORMED', `a network address of ${end - start} bytes`)
  if (family === FAMILY_4) printAddress4(bytes, start + 4, out)
  else printAddress6(bytes, start + 4, out)
  if (!isCidr && bits === 8 * size) return
  out.byte(SLASH)
  out.uint32(bits)
})

export const macAddressCodec: Codec = textLike(['macaddr', 'macaddr8'], 'plain', (bytes, start, end, out) => {
  for (let i = start; i < end; i++) {
    if (i > start) out.byte(COLON)
    out.hex(bytes, i, i + 1)
  }
})

function textLike(types: readonly string[], keyAlphabet: Codec['keyAlphabet'], print: Printer): Codec {
  return {
    types,
    forms: ['S'],
    keyAlphabet,
    fromText: (text) => ({ S: text }),
    keyFromText: (text) => text,
    json: () => printAsString(print),
    key: () => printAsKey(print),
  }
}

function printAddress4(bytes: Buffer, at: number, out: JsonSink): void {
  for (let i = 0; i < 4; i++) {
    if (i > 0) out.byte(POINT)
    out.uint32(bytes[at + i] ?? 0)
  }
}

/**
 * As `inet_net_ntop` prints: the longest run of zero words, of two or more, as `::`, the first of equal ones; the last
 * 32 bits dotted when the rest says that an IPv4 address is meant.
 */
function printAddress6(bytes: Buffer, at: number, out: JsonSink): void {
  const words = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(at + 2 * i))
  const run = longestZeros(words)
  const dotted =
    run.start === 0 &&
    (run.length === 6 || (run.length === 7 && words[7] !== 1) || (run.length === 5 && words[5] === 0xffff))
  for (let i = 0; i < 8; i++) {
    if (i >= run.start && i < run.start + run.length) {
      if (i === run.start) out.byte(COLON)
      continue
    }
    if (i > 0) out.byte(COLON)
    if (dotted && i === 6) return printAddress4(bytes, at + 12, out)
    out.ascii((words[i] ?? 0).toString(16))
  }
  if (run.length > 0 && run.start + run.length === 8) out.byte(COLON)
}

function longestZeros(words: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: -1, length: 0 }
  for (let i = 0; i < words.length; i++) {
    let length = 0
    while (words[i + length] === 0) length++
    if (length > best.length) best = { start: i, length }
    i += length
  }
  return best.length >= 2 ? best : { start: -1, length: 0 }
}
