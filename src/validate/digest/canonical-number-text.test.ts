import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalNumberText } from './canonical-number-text.ts'

describe('canonicalNumberText', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['0.000', '0'],
    ['00', '0'],
    ['7', '7'],
    ['-7', '-7'],
    ['+7', '7'],
    ['007', '7'],
    ['1.50', '15E-1'],
    ['15E-1', '15E-1'],
    ['+01.5', '15E-1'],
    ['1E3', '1000'],
    ['1000', '1000'],
    ['.5', '5E-1'],
    ['5.', '5'],
    ['9223372036854775807', '9223372036854775807'],
    ['1e-130', '1E-130'],
    ['12.30e1', '123'],
    ['1E400', '1E400'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalNumberText(text)).toBe(canonical)
  })

  it.each(['', '-', '.', 'NaN', '1e', '0x1', ' 1'])('keeps what is no number apart: %j', (text) => {
    expect(canonicalNumberText(text)).toBe(`?${text}`)
  })

  it('gives one text to every spelling, and two to two numbers', () => {
    const number = fc.record({
      digits: fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
      exponent: fc.integer({ min: -60, max: 60 }),
      zeros: fc.integer({ min: 0, max: 5 }),
    })
    fc.assert(
      fc.property(number, ({ digits, exponent, zeros }) => {
        const plain = `${String(digits)}E${String(exponent)}`
        const padded = `${String(digits)}${'0'.repeat(zeros)}e${String(exponent - zeros)}`
        expect(canonicalNumberText(padded)).toBe(canonicalNumberText(plain))
        expect(canonicalNumberText(`${String(digits + 1n)}E${String(exponent)}`)).not.toBe(canonicalNumberText(plain))
        expect(canonicalNumberText(canonicalNumberText(plain))).toBe(canonicalNumberText(plain))
      }),
    )
  })
})
