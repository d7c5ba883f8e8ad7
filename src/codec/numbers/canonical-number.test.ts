import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalNumber, plainNumber } from './canonical-number.ts'
import { ValueError } from '../value/value-error.ts'

interface Rational {
  readonly digits: bigint
  readonly power: number
}

/** A decimal of our own making and one way to write it. */
const decimal = fc
  .record({
    digits: fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n),
    power: fc.integer({ min: -60, max: 60 }),
    leading: fc.nat(3),
    trailing: fc.nat(3),
    point: fc.nat(45),
    plus: fc.boolean(),
    letter: fc.constantFrom('e', 'E'),
  })
  .map((parts) => ({ value: { digits: parts.digits, power: parts.power }, text: spelt(parts) }))

function spelt({
  digits,
  power,
  leading,
  trailing,
  point,
  plus,
  letter,
}: Rational & { leading: number; trailing: number; point: number; plus: boolean; letter: string }): string {
  const magnitude = '0'.repeat(leading) + String(digits < 0n ? -digits : digits) + '0'.repeat(trailing)
  const at = Math.min(point, magnitude.length)
  const exponent = power - trailing + (magnitude.length - at)
  const mantissa =
    at === 0
      ? `.${magnitude}`
      : at === magnitude.length
        ? magnitude
        : `${magnitude.slice(0, at)}.${magnitude.slice(at)}`
  return `${digits < 0n ? '-' : plus ? '+' : ''}${mantissa}${exponent === 0 ? '' : `${letter}${exponent}`}`
}

function same(a: Rational, b: Rational): boolean {
  const min = Math.min(a.power, b.power)
  return a.digits * 10n ** BigInt(a.power - min) === b.digits * 10n ** BigInt(b.power - min)
}

function read(plain: string): Rational {
  const [whole = '', part = ''] = plain.split('.')
  return { digits: BigInt(whole + part), power: -part.length }
}

describe('canonicalNumber', () => {
  it('means the same number, in one form only', () => {
    fc.assert(
      fc.property(decimal, ({ value, text }) => {
        const canonical = canonicalNumber(text)
        expect(canonical).toMatch(/^(0|-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?)$/)
        expect(canonical).not.toBe('-0')
        expect(same(read(canonical), value)).toBe(true)
        expect(canonicalNumber(canonical)).toBe(canonical)
        expect(plainNumber(text)).toBe(canonical)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['1.500', '1.5'],
    ['-0', '0'],
    ['-0.000', '0'],
    ['1E3', '1000'],
    ['1e-7', '0.0000001'],
    ['007', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['0e99999999', '0'],
    ['1e125', `1${'0'.repeat(125)}`],
    ['-9.9e-130', `-0.${'0'.repeat(129)}99`],
    ['99999999999999999999999999999999999999', '9'.repeat(38)],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalNumber(text)).toBe(canonical)
  })

  it.each([
    '1e126',
    '1e-131',
    '9'.repeat(39),
    `0.${'0'.repeat(130)}1`,
    'NaN',
    'Infinity',
    '-Infinity',
    'inf',
    '1e999999999999',
  ])('%s does not fit', (text) => {
    expect(codeOf(() => canonicalNumber(text))).toBe('VALUE_NUMBER_OUT_OF_RANGE')
  })

  it.each(['', '.', '-', 'e5', '1e', '1,5', ' 1', '1_000', '0x10', '--1', '1.2.3'])('%j is no number', (text) => {
    expect(codeOf(() => canonicalNumber(text))).toBe('VALUE_MALFORMED')
  })
})

describe('plainNumber', () => {
  it('has no limit of digits and keeps the words', () => {
    expect(plainNumber(`${'9'.repeat(50)}.10`)).toBe(`${'9'.repeat(50)}.1`)
    expect(plainNumber('1.5e308')).toBe(`15${'0'.repeat(307)}`)
    expect(['NaN', 'Infinity', '-Infinity'].map(plainNumber)).toEqual(['NaN', 'Infinity', '-Infinity'])
  })

  it('does not write out a hostile exponent', () => {
    expect(codeOf(() => plainNumber('1e999999999'))).toBe('VALUE_NUMBER_OUT_OF_RANGE')
  })
})

function codeOf(act: () => unknown): string | null {
  try {
    act()
    return null
  } catch (error) {
    return error instanceof ValueError ? error.code : 'another error'
  }
}
