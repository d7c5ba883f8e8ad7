import { expect, test } from 'vitest'
import type { AttributeValue } from '../codec/value/attribute-value.ts'
import type { ResolvedIndex, ResolvedTable } from '../mapping/resolved.ts'
import { itemBytes } from './item-bytes.ts'
import { itemWriteUnits } from './item-write-units.fixture.ts'

test.each<[string, AttributeValue, number]>([
  ['text by its UTF-8 bytes', { S: 'é😀' }, 6],
  ['two digits a byte, and one byte more', { N: '12345' }, 4],
  ['a minus sign', { N: '-12345' }, 5],
  ['zeros at either end of a number do not count', { N: '0.00120' }, 2],
  ['zero', { N: '0' }, 1],
  ['binary', { B: Uint8Array.of(1, 2, 3) }, 3],
  ['NULL', { NULL: true }, 1],
  ['BOOL', { BOOL: false }, 1],
  ['an empty list', { L: [] }, 3],
  ['a list: 3, and 1 an element', { L: [{ S: 'ab' }, { NULL: true }] }, 3 + 1 + 2 + 1 + 1],
  ['a map: 3, and 1 and the name an entry', { M: { ab: { S: 'c' } } }, 3 + 1 + 2 + 1],
  ['a set: its members', { SS: ['a', 'bc'] }, 3],
])('%s', (_what, value, bytes) => {
  expect(itemBytes({ key: value })).toBe(3 + bytes)
})

const all: ResolvedIndex = { name: 'all', partitionKey: 'a', sortKey: 'b', projection: 'all' }

function tableWith(...indexes: readonly ResolvedIndex[]): ResolvedTable {
  return { partitionKey: 'pk', sortKey: 'sk', entityType: 'type', indexes }
}

/** An item of exactly 2,048 bytes with the key of `all`. */
const item = {
  pk: { S: 'p' },
  sk: { S: 's' },
  type: { S: 't' },
  a: { S: 'a' },
  b: { S: 'b' },
  body: { S: 'x'.repeat(2048 - 3 - 3 - 5 - 2 - 2 - 4) },
}

test('every started KiB is a unit, for the table and for each index the item lands in', () => {
  expect(itemBytes(item)).toBe(2048)
  expect(itemWriteUnits(tableWith(), item)).toBe(2)
  expect(itemWriteUnits(tableWith(), { ...item, c: { NULL: true } })).toBe(3)
  expect(itemWriteUnits(tableWith(all, { ...all, name: 'again' }), item)).toBe(6)
})

test('an item without the whole key of an index is not in it', () => {
  const { b: _b, ...half } = item
  expect(itemWriteUnits(tableWith(all), half)).toBe(2)
  expect(itemWriteUnits(tableWith({ ...all, sortKey: null }), half)).toBe(4)
})

test('an index is charged for what it stores', () => {
  expect(itemWriteUnits(tableWith({ ...all, projection: 'keys' }), item)).toBe(3)
  expect(itemWriteUnits(tableWith({ ...all, projection: { include: ['type', 'absent'] } }), item)).toBe(3)
  expect(itemWriteUnits(tableWith({ ...all, projection: { include: ['body'] } }), item)).toBe(4)
})
