import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskText } from './mask-text.ts'
import { valueText } from './value-text.ts'

test('masked text keeps its shape and nothing else', () => {
  expect(maskText('Åsa O’Neil, 17 Main St. <a@b.org>')).toBe('Xxx XxXxxx, 00 Xxxx Xx. <x@x.xxx>')
  expect(maskText('2026-01-02T03:04:05Z 東京 🙂')).toBe('0000-00-00X00:00:00X xx x')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const masked = maskText(text)
      expect(masked).toMatch(/^[ -/0:-@Xx[-`{-~]*$/)
      expect([...masked]).toHaveLength([...text].length)
    }),
  )
})

test.each([
  [{ S: 'Ann 1' }, '"Ann 1"', '"Xxx 0"'],
  [{ N: '-12.5E3' }, '-12.5E3', '-00.0X0'],
  [{ BOOL: true }, 'true', 'true or false'],
  [{ NULL: true as const }, 'null', 'null'],
  [{ B: new Uint8Array(5) }, '5 bytes', '5 bytes'],
  [{ L: [] }, '[]', '[]'],
  [{ L: ['a', 'b', 'c', 'd'].map((S) => ({ S })) }, '["a", "b", "c", … 4 in all]', '["x", "x", "x", … 4 in all]'],
  [{ M: { name: { S: 'Ann' } } }, '{ name: "Ann" }', '{ xxxx: "Xxx" }'],
  [{ SS: ['a', 'b'] }, '{"a", "b"}', '{"x", "x"}'],
  [{ S: 'é'.repeat(300) }, `"${'é'.repeat(80)}…"`, `"${'x'.repeat(80)}…"`],
])('%j', (value, shown, masked) => {
  expect(valueText(value, { mask: false, maskNames: true })).toBe(shown)
  expect(valueText(value, { mask: true, maskNames: true })).toBe(masked)
})

test('names that the mapping or a type gives are no data', () => {
  expect(valueText({ M: { price: { N: '12' } } }, { mask: true, maskNames: false })).toBe('{ price: 00 }')
})
