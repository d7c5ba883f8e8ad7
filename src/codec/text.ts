import { scalarWriter } from './json/scalar-writer.ts'
import type { BinaryWriter, Codec } from './codec.ts'

/** UTF-8 bytes as a key segment. */
export const writeTextKey: BinaryWriter = (bytes, start, end, out) => {
  out.jsonText(bytes, start, end)
  out.itemBytes += end - start
}

/** UTF-8 bytes as `{"S":"…"}`. */
export const writeText: BinaryWriter = scalarWriter('S', writeTextKey)

/**
 * Types whose text and binary forms are the same UTF-8 bytes, enum labels among them (chosen by kind in the registry).
 */
export const textCodec: Codec = {
  types: ['text', 'varchar', 'name', 'citext', 'xml'],
  forms: ['S'],
  keyAlphabet: 'free',
  fromText: (text) => ({ S: text }),
  keyFromText: (text) => text,
  json: () => writeText,
  key: () => writeTextKey,
}

/**
 * `char(n)`: the attribute keeps the padding, as PostgreSQL's own output does. The key drops trailing spaces:
 * PostgreSQL takes two values that differ only in them for equal, and a `char(5)` that refers to a `char(3)` must give
 * the same key.
 */
export const paddedTextCodec: Codec = {
  ...textCodec,
  types: ['bpchar'],
  keyFromText: (text) => text.replace(/ +$/, ''),
  key: () => (bytes, start, end, out) => {
    let last = end
    while (last > start && bytes[last - 1] === 0x20) last--
    writeTextKey(bytes, start, last, out)
  },
}
