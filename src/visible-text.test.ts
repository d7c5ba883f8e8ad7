import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleLines, visibleText } from './visible-text.ts'

const hostile = {
  escape: '\u001b[2J',
  'C1 escape': '\u009b2J',
  return: '\r',
  'line end': '\n',
  tab: '\t',
  delete: '\u007f',
  bell: '\u0007',
  zero: '\u0000',
  'next line': '\u0085',
  'line separator': '\u2028',
  'paragraph separator': '\u2029',
  'left-to-right mark': '\u200e',
  'right-to-left mark': '\u200f',
  'Arabic letter mark': '\u061c',
  embeddings: '\u202a\u202b\u202c\u202d\u202e',
  isolates: '\u2066\u2067\u2068\u2069',
  'zero-width space': '\u200b',
  'zero-width joiners': '\u200c\u200d',
  'byte order mark': '\ufeff',
  'soft hyphen': '\u00ad',
  'word joiner': '\u2060',
  'Hangul filler': '\u3164',
  tag: '\u{e0041}',
  'high surrogate': '\ud83d',
  'low surrogate': '\ude00',
}

test.each(Object.entries(hostile))('%s becomes visible ASCII', (_name, text) => {
  expect(visibleText(`a${text}b`)).toMatch(/^a[ -~]+b$/)
})

test('ordinary text of any script stays as it is', () => {
  const text = 'ORDER#7 naïve, 東京, שלום, مرحبا, 😀, \\u001b'
  expect(visibleText(text)).toBe(text)
})

test('the escapes are those of JSON, so a JSON text keeps its meaning', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(hostile)), (text, part) => {
      const value = { [part + text]: [text + part] }
      const json = visibleLines(JSON.stringify(value, null, 2))
      expect(JSON.parse(json)).toEqual(value)
      expect(json).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/u)
    }),
  )
})

test('nothing changes when a text passes twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visibleText(visibleText(text))).toBe(visibleText(text))
    }),
  )
})
