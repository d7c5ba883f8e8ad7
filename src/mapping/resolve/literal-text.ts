import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { Literal } from '../schema/where-schema.ts'
import { typeLabel } from './type-traits.ts'

const integerLimits = new Map([
  ['int2', 2n ** 15n],
  ['int4', 2n ** 31n],
  ['int8', 2n ** 63n],
])

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/u
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu

/**
 * The text that PostgreSQL reads as this value. Only types whose text is simple are checked; of the rest the database
 * is the judge.
 */
export function literalText(literal: Literal, type: PgType): { readonly text: string } | { readonly problem: string } {
  if (typeof literal === 'number' && !isExact(literal)) {
    return { problem: 'a number beyond 2^53 was rounded before it came here; write it as text or bigint' }
  }
  const text = String(literal)
  const underlying = underlyingType(type)
  if (underlying.kind === 'enum') {
    return underlying.labels.includes(text)
      ? { text }
      : { problem: `not a label of ${underlying.name}${didYouMean(text, underlying.labels)}` }
  }
  if (underlying.kind !== 'base') return { text }
  return fits(text, underlying.name) ? { text } : { problem: `the value given is no ${typeLabel(type)}` }
}

function fits(text: string, typeName: string): boolean {
  const limit = integerLimits.get(typeName)
  if (limit !== undefined) return /^[+-]?\d{1,20}$/u.test(text) && BigInt(text) < limit && BigInt(text) >= -limit
  if (typeName === 'bool') return /^(true|false|t|f)$/u.test(text)
  if (typeName === 'numeric' || typeName === 'float4' || typeName === 'float8') {
    return decimal.test(text) || /^(NaN|-?Infinity)$/u.test(text)
  }
  return typeName === 'uuid' ? uuid.test(text) : !text.includes('\0')
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value))
}
