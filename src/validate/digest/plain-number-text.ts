import { canonicalNumberText } from './canonical-number-text.ts'

/**
 * The same number as people write it, without exponent: `15E-1` becomes `1.5`. Also one text for every spelling; for
 * keys, which are shown.
 */
export function plainNumberText(text: string): string {
  const canonical = canonicalNumberText(text)
  const match = /^(-?)(\d+)E(-?\d+)$/.exec(canonical)
  const exponent = Number(match?.[3] ?? '0')
  if (match === null || exponent > 0 || exponent < leastExponent) return canonical
  const [, sign = '', digits = ''] = match
  const point = digits.length + exponent
  return point > 0
    ? `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
    : `${sign}0.${'0'.repeat(-point)}${digits}`
}

/** 38 digits from 1E-130 on: no number that DynamoDB stores has a last digit further behind the point. */
const leastExponent = -168
