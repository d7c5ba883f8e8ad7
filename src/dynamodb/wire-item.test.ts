import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttributeValue } from '../codec/value/attribute-value.ts'
import { fromWireItem, toWireItem } from './wire-item.ts'

describe('the JSON of an item', () => {
  const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array))
  const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.record({ S: fc.string({ unit: 'grapheme' }) }),
      fc.record({ N: fc.integer().map(String) }),
      fc.record({ B: bytes }),
      fc.record({ BOOL: fc.boolean() }),
      fc.constant<AttributeValue>({ NULL: true }),
      fc.record({ SS: fc.array(fc.string(), { minLength: 1 }) }),
      fc.record({ BS: fc.array(bytes, { minLength: 1 }) }),
      fc.record({ L: fc.array(tie('value'), { maxLength: 4 }) }),
      fc.record({ M: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }) }),
    ),
  }))

  test('gives the item back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { noNullPrototype: true }), (item) => {
        expect(fromWireItem(JSON.parse(JSON.stringify(toWireItem(item))))).toEqual(item)
      }),
    )
  })

  test('is refused where it is not what the service sends', () => {
    for (const wrong of [null, [], { a: 'text' }, { a: { S: 1 } }, { a: { X: 'y' } }, { a: { L: [{}] } }])
      expect(() => fromWireItem(wrong)).toThrow('the answer of DynamoDB')
  })
})
