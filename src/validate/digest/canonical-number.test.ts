import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalNumberText, plainNumberText } from './canonical-number.ts'

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
