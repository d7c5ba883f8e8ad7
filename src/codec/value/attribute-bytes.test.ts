import { describe, expect, it } from 'vitest'
import { attributeBytes } from './attribute-bytes.ts'
import { writtenNumberBytes } from './print.ts'
import type { AttributeValue } from './attribute-value.ts'

/** Worked out by hand from "DynamoDB item sizes and formats". */
const sizes: readonly (readonly [AttributeValue, number])[] = [
  [{ S: '' }, 0],
  [{ S: 'aé😀' }, 7],
  [{ N: '0' }, 1],
  [{ N: '7' }, 2],
  [{ N: '42' }, 2],
  [{ N: '-42' }, 3],
  [{ N: '123' }, 3],
  [{ N: '1000' }, 2],
  [{ N: '0.001' }, 2],
  [{ N: '-10.5' }, 4],
  [{ N: '12345678901234567890123456789012345678' }, 20],
  [{ B: Buffer.from([1, 2, 3]) }, 3],
  [{ BOOL: false }, 1],
  [{ NULL: true }, 1],
  [{ L: [] }, 3],
  [{ L: [{ N: '1' }, { NULL: true }] }, 3 + (1 + 2) + (1 + 1)],
  [{ M: {} }, 3],
  [{ M: { ab: { S: 'xyz' }, é: { BOOL: true } } }, 3 + (1 + 2 + 3) + (1 + 2 + 1)],
  [{ SS: ['a', 'bc'] }, 3],
  [{ NS: ['1', '-22'] }, 2 + 3],
  [{ BS: [Buffer.from([1]), Buffer.from([2, 3])] }, 3],
]

describe('the size of a value', () => {
  it.each(sizes.map(([value, bytes]) => [JSON.stringify(value), value, bytes] as const))(
    '%s',
    (_json, value, bytes) => {
      expect(attributeBytes(value)).toBe(bytes)
    },
  )

  it.each(sizes.flatMap(([value, bytes]) => ('N' in value ? [[value.N, bytes] as const] : [])))(
    '%s as it was written',
    (text, bytes) => {
      const written = Buffer.from(`"${text}"`)
      expect(writtenNumberBytes(written, 1, written.length - 1)).toBe(bytes)
    },
  )
})
