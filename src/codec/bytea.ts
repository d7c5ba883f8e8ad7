import { ValueError } from './value/value-error.ts'
import type { BinaryWriter, Codec } from './codec.ts'

/** Bytes as `{"B":"…"}`. */
export const writeBinary: BinaryWriter = (bytes, start, end, out) => {
  out.ascii('{"B":"')
  out.base64(bytes, start, end)
  out.itemBytes += end - start
  out.ascii('"}')
}

/** PostgreSQL's hex output; the backslash is doubled for JSON and counts once. */
const writeHexText: BinaryWriter = (bytes, start, end, out) => {
  out.ascii('{"S":"\\\\x')
  out.hex(bytes, start, end)
  out.itemBytes += 2 + 2 * (end - start)
  out.ascii('"}')
}

/**
 * Bytes: `B`, or `S` as PostgreSQL's `\x…`; in keys the hexadecimal digits alone, so that no bytes give an empty key
 * part.
 */
export const byteaCodec: Codec = {
  types: ['bytea'],
  forms: ['B', 'S'],
  keyAlphabet: 'plain',
  fromText: (text, form) => (form === 'S' ? { S: text } : { B: Buffer.from(hexDigits(text), 'hex') }),
  keyFromText: hexDigits,
  json: (form) => (form === 'S' ? writeHexText : writeBinary),
  key: () => (bytes, start, end, out) => {
    out.hex(bytes, start, end)
    out.itemBytes += 2 * (end - start)
  },
}

function hexDigits(text: string): string {
  if (!/^\\x(?:[0-9a-f]{2})*$/.test(text)) throw new ValueError('VALUE_MALFORMED', 'not bytes in hexadecimal output')
  return text.slice(2)
}
