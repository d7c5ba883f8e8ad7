import { expect, test } from 'vitest'
import { breakPoints } from './break-points.ts'
import { escapeHtml } from './escape-html.ts'

test('a key may be broken behind its separators, and an escaped character stays whole', () => {
  expect(breakPoints(escapeHtml('FEED#1/COMMENT#2'))).toBe('FEED#<wbr>1/<wbr>COMMENT#<wbr>2')
  expect(breakPoints(escapeHtml(`a'b&c`))).toBe('a&#39;b&amp;c')
})
