import { canonicalNumber } from './numbers/canonical-number.ts'
import { printAsKey, printAsNumber, printAsString, type Printer } from './value/print.ts'
import { ValueError } from './value/value-error.ts'
import type { AttributeValue, Form } from './value/attribute-value.ts'
import type { Codec } from './codec.ts'

/** Whole numbers sent as two's complement, big-endian, of 2, 4 or 8 bytes. */
export const signedIntegerCodec: Codec = integerCodec(['int2', 'int4', 'int8'], (bytes, start, end, out) => {
  switch (end - start) {
    case 8:
      out.int64(bytes, start)
      return
    case 4:
      printSigned(out.viewOf(bytes).getInt32(start), out)
      return
    case 2:
      printSigned(bytes.readInt16BE(start), out)
      return
    default:
      throw new ValueError('VALUE_MALFORMED', `an integer of ${end - start} bytes`)
  }
})

/** Object and transaction identifiers: unsigned. Their aliases (regclass …) print names and are read as text. */
export const unsignedIntegerCodec: Codec = integerCodec(['oid', 'xid', 'cid', 'xid8'], (bytes, start, end, out) => {
  if (end - start === 4) out.uint32(bytes.readUInt32BE(start))
  else if (end - start === 8) out.uint64(bytes.readUInt32BE(start), bytes.readUInt32BE(start + 4))
  else throw new ValueError('VALUE_MALFORMED', `an identifier of ${end - start} bytes`)
})

function printSigned(n: number, out: Parameters<Printer>[3]): void {
  if (n < 0) out.byte(0x2d)
  out.uint32(Math.abs(n))
}

function integerCodec(types: readonly string[], print: Printer): Codec {
  return {
    types,
    forms: ['N', 'S'],
    keyAlphabet: 'integer',
    fromText: (text: string, form: Form): AttributeValue => (form === 'S' ? { S: text } : { N: canonicalNumber(text) }),
    keyFromText: (text) => text,
    json: (form) => (form === 'S' ? printAsString(print) : printAsNumber(print)),
    key: () => printAsKey(print),
  }
}
