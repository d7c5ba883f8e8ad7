import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalNumberText } from './canonical-number-text.ts'
import { plainNumberText } from './plain-number-text.ts'

describe('plainNumberText', () => {
  it.each([
    ['1.50', '1.5'],
    ['-0.0025', '-0.0025'],
    ['25E-4', '0.0025'],
    ['100', '100'],
    ['1E-3', '0.001'],
    ['-12345E-2', '-123.45'],
    ['0.0', '0'],
    ['1e-130', `0.${'0'.repeat(129)}1`],
    ['NaN', '?NaN'],
  ])('%s is %s', (text, plain) => {
    expect(plainNumberText(text)).toBe(plain)
  })

  it('gives one text for every spelling, and the same number', () => {
    const digits = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
    fc.assert(
      fc.property(digits, fc.integer({ min: -120, max: 80 }), (whole, exponent) => {
        const plain = plainNumberText(`${String(whole)}E${String(exponent)}`)
        expect(plain).not.toContain('E')
        expect(plainNumberText(plain)).toBe(plain)
        expect(canonicalNumberText(plain)).toBe(canonicalNumberText(`${String(whole)}E${String(exponent)}`))
        expect(plainNumberText(`${String(whole * 10n)}E${String(exponent - 1)}`)).toBe(plain)
      }),
    )
  })
})
