import { writeBinary } from './bytea.ts'
import { printAsKey, printAsString, type Printer } from './value/print.ts'
import { ValueError } from './value/value-error.ts'
import type { Codec } from './codec.ts'

const DASH = 0x2d

const printUuid: Printer = (bytes, start, end, out) => {
  if (end - start !== 16) throw new ValueError('VALUE_MALFORMED', `a uuid of ${end - start} bytes`)
  out.hex(bytes, start, start + 4)
  out.byte(DASH)
  out.hex(bytes, start + 4, start + 6)
  out.byte(DASH)
  out.hex(bytes, start + 6, start + 8)
  out.byte(DASH)
  out.hex(bytes, start + 8, start + 10)
  out.byte(DASH)
  out.hex(bytes, start + 10, start + 16)
}

/** `S` in the usual 36 characters, or `B`, its 16 bytes. */
export const uuidCodec: Codec = {
  types: ['uuid'],
  forms: ['S', 'B'],
  keyAlphabet: 'plain',
  fromText: (text, form) => (form === 'B' ? { B: Buffer.from(text.replaceAll('-', ''), 'hex') } : { S: text }),
  keyFromText: (text) => text,
  json: (form) => (form === 'B' ? writeBinary : printAsString(printUuid)),
  key: () => printAsKey(printUuid),
}
