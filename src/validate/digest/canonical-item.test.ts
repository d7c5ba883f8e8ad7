import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Item } from '../../codec/value/attribute-value.ts'
import { canonicalItem, canonicalValue } from './canonical-item.ts'

describe('canonicalItem', () => {
  it('does not depend on the order of attributes, map entries and set members', () => {
    const one: Item = { a: { N: '1' }, b: { M: { x: { S: '1' }, y: { NULL: true } } }, c: { SS: ['p', 'q'] } }
    const two: Item = { c: { SS: ['q', 'p'] }, b: { M: { y: { NULL: true }, x: { S: '1' } } }, a: { N: '1.0' } }
    expect(canonicalItem(one)).toBe(canonicalItem(two))
  })

  it('reads a binary by its own bytes, wherever they lie in a buffer', () => {
    const bytes = new Uint8Array([9, 0, 255, 1]).subarray(1)
    const copy = Uint8Array.of(0, 255, 1)
    expect(canonicalItem({ a: { B: bytes }, b: { BS: [bytes, Uint8Array.of()] } })).toBe(
      canonicalItem({ a: { B: copy }, b: { BS: [Uint8Array.of(), copy] } }),
    )
    expect(canonicalItem({ a: { B: bytes } })).not.toBe(canonicalItem({ a: { B: Uint8Array.of(0, 255, 2) } }))
  })

  it.each<[string, Item, Item]>([
    ['text and number', { a: { S: '1' } }, { a: { N: '1' } }],
    ['empty text and absent', { a: { S: '' } }, {}],
    ['NULL and absent', { a: { NULL: true } }, {}],
    ['trailing zero in text', { a: { S: '1.50' } }, { a: { S: '1.5' } }],
    ['last digit', { a: { N: '9007199254740993' } }, { a: { N: '9007199254740992' } }],
    ['order of a list', { a: { L: [{ S: 'x' }, { S: 'y' }] } }, { a: { L: [{ S: 'y' }, { S: 'x' }] } }],
    ['list and set', { a: { L: [{ S: 'x' }] } }, { a: { SS: ['x'] } }],
    ['border imitated', { a: { S: '1' }, b: { S: '' } }, { a: { S: '1b0:' } }],
    ['text and binary', { a: { S: 'abc' } }, { a: { B: Buffer.from('abc') } }],
    ['set of text and of binary', { a: { SS: ['abc'] } }, { a: { BS: [Buffer.from('abc')] } }],
    ['true and false', { a: { BOOL: true } }, { a: { BOOL: false } }],
    ['list border', { a: { L: [{ L: [] }, { S: 'x' }] } }, { a: { L: [{ L: [{ S: 'x' }] }] } }],
  ])('keeps apart: %s', (_name, one, two) => {
    expect(canonicalItem(one)).not.toBe(canonicalItem(two))
  })

  it('is injective on text, numbers and nesting', () => {
    const leaf = fc.oneof(
      fc.record({ S: fc.string({ unit: 'binary', maxLength: 6 }) }),
      fc.record({ N: fc.integer().map(String) }),
      fc.record({ BOOL: fc.boolean() }),
    )
    const value = fc.letrec<{ value: Item[string] }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.record({ L: fc.array(tie('value'), { maxLength: 3 }) }),
        fc.record({
          M: fc.dictionary(fc.string({ maxLength: 3 }), tie('value'), { maxKeys: 3, noNullPrototype: true }),
        }),
      ),
    })).value
    fc.assert(
      fc.property(value, value, (one, two) => {
        expect(canonicalValue(one) === canonicalValue(two)).toBe(sorted(one) === sorted(two))
      }),
    )
  })
})

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
