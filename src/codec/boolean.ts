import { fragment } from './json/fragment.ts'
import { ValueError } from './value/value-error.ts'
import { printAsKey, printAsString, type Printer } from './value/print.ts'
import type { BinaryWriter, Codec } from './codec.ts'

const print: Printer = (bytes, start, _end, out) => out.ascii(bytes[start] === 0 ? 'false' : 'true')

const writtenFalse = fragment('{"BOOL":false}')
const writtenTrue = fragment('{"BOOL":true}')

const writeBoolean: BinaryWriter = (bytes, start, _end, out) => {
  out.fragment(bytes[start] === 0 ? writtenFalse : writtenTrue)
  out.itemBytes += 1
}

/** PostgreSQL prints `t` and `f`; as text and in keys the words stand, because nobody reads `t`. */
export const booleanCodec: Codec = {
  types: ['bool'],
  forms: ['BOOL', 'S'],
  keyAlphabet: 'plain',
  fromText: (text, form) => (form === 'S' ? { S: String(readBoolean(text)) } : { BOOL: readBoolean(text) }),
  keyFromText: (text) => String(readBoolean(text)),
  json: (form) => (form === 'S' ? printAsString(print) : writeBoolean),
  key: () => printAsKey(print),
}

function readBoolean(text: string): boolean {
  if (text === 't' || text === 'true') return true
  if (text === 'f' || text === 'false') return false
  throw new ValueError('VALUE_MALFORMED', 'not a boolean')
}
