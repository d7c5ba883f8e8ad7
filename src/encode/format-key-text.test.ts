import { expect, test } from 'vitest'
import { formatKeyText } from './format-key-text.ts'
import { fnv1a } from '../fnv1a.ts'

test('pad fills up to the width and refuses what would not sort', () => {
  expect(formatKeyText('42', { kind: 'pad', width: 5 })).toBe('00042')
  expect(formatKeyText('12345', { kind: 'pad', width: 5 })).toBe('12345')
  for (const text of ['-1', '123456', '1.5', 'NaN']) {
    expect(() => formatKeyText(text, { kind: 'pad', width: 5 })).toThrow(
      expect.objectContaining({ code: 'VALUE_NOT_REPRESENTABLE' }),
    )
  }
})

test('letter case follows Unicode', () => {
  expect(formatKeyText('ÉCOLE Straße', { kind: 'lower' })).toBe('école straße')
  expect(formatKeyText('école straße', { kind: 'upper' })).toBe('ÉCOLE STRASSE')
})

test('escape encodes the separator, the percent sign and controls, and nothing else', () => {
  expect(formatKeyText('a#b%c\n\u007f\u0085é😀/ ', { kind: 'escape' })).toBe('a%23b%25c%0A%7F%C2%85é😀/ ')
})

// Vectors of the authors: http://www.isthe.com/chongo/src/fnv/test_fnv.c
test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
  ['chongo was here!\n', 0xd49930d5],
])('FNV-1a of %j', (text, hash) => {
  expect(fnv1a(Buffer.from(text, 'utf8'))).toBe(hash)
  expect(formatKeyText(text, { kind: 'shard', count: 1000 })).toBe(String(hash % 1000))
})
