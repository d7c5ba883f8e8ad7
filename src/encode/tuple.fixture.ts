import { baseType, type PgType } from '../catalog/pg-type.ts'

/** One field in PostgreSQL's send format, null for SQL NULL. */
export type FieldBytes = Uint8Array | null

/** Types that tests send by hand; everything else is left to PostgreSQL itself in the `.pg` tests. */
export const handSentTypes = {
  int2: baseType('int2', 21),
  int4: baseType('int4', 23),
  int8: baseType('int8', 20),
  text: baseType('text', 25),
  bool: baseType('bool', 16),
  jsonb: baseType('jsonb', 3802),
  numeric: baseType('numeric', 1700),
  textArray: { kind: 'array', oid: 1009, name: '_text', element: baseType('text', 25) },
  int8Array: { kind: 'array', oid: 1016, name: '_int8', element: baseType('int8', 20) },
} as const satisfies Readonly<Record<string, PgType>>

export type HandSentType = keyof typeof handSentTypes

/** A whole COPY BINARY tuple: field count, then length and bytes of every field. */
export function tupleOf(fields: readonly FieldBytes[]): Buffer {
  const parts: Uint8Array[] = [int16(fields.length)]
  for (const field of fields) parts.push(int32(field === null ? -1 : field.length), ...(field === null ? [] : [field]))
  return Buffer.concat(parts)
}

/** The send format of a value, from the text that PostgreSQL would print for it. */
export function fieldOf(type: HandSentType, text: string | null): FieldBytes {
  if (text === null) return null
  switch (type) {
    case 'int2':
      return int16(Number(text))
    case 'int4':
      return int32(Number(text))
    case 'int8':
      return int64(text)
    case 'text':
      return Buffer.from(text, 'utf8')
    case 'bool':
      return Buffer.of(text === 't' ? 1 : 0)
    case 'jsonb':
      return Buffer.concat([Buffer.of(1), Buffer.from(text, 'utf8')])
    case 'numeric':
      return numeric(text)
    case 'textArray':
      return array(text, 25, (element) => Buffer.from(element === '""' ? '' : element, 'utf8'))
    case 'int8Array':
      return array(text, 20, int64)
  }
}

export function int64(text: string): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(text))
  return bytes
}

function int32(n: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(n)
  return bytes
}

function int16(n: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(n)
  return bytes
}

/**
 * `numeric_send`: digit groups of 10,000, weight of the first, sign, display scale; zero groups at both ends are not
 * sent.
 */
function numeric(text: string): Buffer {
  const special = { NaN: 0xc000, Infinity: 0xd000, '-Infinity': 0xf000 }[text]
  if (special !== undefined) return Buffer.concat([int16(0), int16(0), uint16(special), int16(0)])
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const left = whole.padStart(Math.ceil(whole.length / 4) * 4, '0')
  const right = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0')
  const groups = (left + right).match(/.{4}/g)?.map(Number) ?? []
  let weight = left.length / 4 - 1
  while (groups[0] === 0) {
    groups.shift()
    weight--
  }
  while (groups.at(-1) === 0) groups.pop()
  if (groups.length === 0) weight = 0
  const sign = negative && groups.length > 0 ? 0x4000 : 0
  return Buffer.concat([
    int16(groups.length),
    int16(weight),
    uint16(sign),
    int16(fraction.length),
    ...groups.map(int16),
  ])
}

function uint16(n: number): Buffer {
  return Buffer.of(n >> 8, n & 0xff)
}

/** `array_send` of one dimension, from `{1,NULL,3}`; elements that need quotes are not understood, but for `""`. */
function array(text: string, elementOid: number, send: (element: string) => Buffer): Buffer {
  const elements = text === '{}' ? [] : text.slice(1, -1).split(',')
  const header = [int32(elements.length === 0 ? 0 : 1), int32(elements.includes('NULL') ? 1 : 0), int32(elementOid)]
  if (elements.length > 0) header.push(int32(elements.length), int32(1))
  return Buffer.concat([
    ...header,
    ...elements.flatMap((element) => (element === 'NULL' ? [int32(-1)] : [int32(send(element).length), send(element)])),
  ])
}
