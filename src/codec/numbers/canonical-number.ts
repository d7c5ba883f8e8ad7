import { ValueError } from '../value/value-error.ts'

/**
 * DynamoDB numbers: at most 38 significant digits, magnitudes from 1E-130 to 9.99…E+125 (developer guide, "Data types:
 * Number").
 */
export const MAX_DIGITS = 38
const MIN_EXPONENT = -130
const MAX_EXPONENT = 125

/**
 * A float8 reaches 1E308; nothing that PostgreSQL prints with an exponent goes further, so this only stops hostile
 * JSON.
 */
const MAX_PLAIN_EXPONENT = 400

interface Decimal {
  readonly negative: boolean
  /** From the first to the last digit that is not 0; empty for zero. */
  readonly digits: string
  /** Power of ten of the first digit. */
  readonly exponent: number
}

/**
 * The one text that stands for a number in every attribute: plain decimal digits without exponent, without leading or
 * trailing zeros, `-` only before what is not zero (`1.500` → `1.5`, `1E3` → `1000`, `-0.0` → `0`). Throws
 * VALUE_NUMBER_OUT_OF_RANGE for what DynamoDB cannot hold exactly, NaN and the infinities among them.
 */
export function canonicalNumber(text: string): string {
  const decimal = readDecimal(text)
  checkNumber(decimal.digits.length, decimal.exponent)
  return plainText(decimal)
}

/**
 * As `canonicalNumber`, but without DynamoDB's limits, for numbers that become text; NaN and the infinities stay as
 * they are.
 */
export function plainNumber(text: string): string {
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return text
  const decimal = readDecimal(text)
  if (Math.abs(decimal.exponent) > MAX_PLAIN_EXPONENT && /e/i.test(text))
    throw new ValueError('VALUE_NUMBER_OUT_OF_RANGE', `exponent ${decimal.exponent}`)
  return plainText(decimal)
}

/**
 * Throws when a number of so many significant digits, whose first is at this power of ten, does not fit a DynamoDB
 * number.
 */
export function checkNumber(digits: number, exponent: number): void {
  if (digits === 0) return
  if (digits > MAX_DIGITS)
    throw new ValueError('VALUE_NUMBER_OUT_OF_RANGE', `${digits} significant digits, DynamoDB holds ${MAX_DIGITS}`)
  if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT)
    throw new ValueError(
      'VALUE_NUMBER_OUT_OF_RANGE',
      `power of ten ${exponent}, DynamoDB holds ${MIN_EXPONENT} to ${MAX_EXPONENT}`,
    )
}

function readDecimal(text: string): Decimal {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (parts === null || ((parts[2] ?? '') === '' && (parts[3] ?? '') === '')) {
    if (/^[+-]?(nan|inf(inity)?)$/i.test(text)) throw new ValueError('VALUE_NUMBER_OUT_OF_RANGE', 'NaN or Infinity')
    throw new ValueError('VALUE_MALFORMED', 'not a decimal number')
  }
  const whole = parts[2] ?? ''
  const all = whole + (parts[3] ?? '')
  const first = firstNonZero(all)
  if (first === all.length) return { negative: false, digits: '', exponent: 0 }
  let last = all.length
  while (all.charCodeAt(last - 1) === 0x30) last--
  return {
    negative: parts[1] === '-',
    digits: all.slice(first, last),
    exponent: whole.length - first - 1 + Number(parts[4] ?? '0'),
  }
}

function firstNonZero(digits: string): number {
  let at = 0
  while (digits.charCodeAt(at) === 0x30) at++
  return at
}

function plainText({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0'
  const sign = negative ? '-' : ''
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  if (digits.length <= exponent + 1) return sign + digits + '0'.repeat(exponent + 1 - digits.length)
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
}
