import type { AttributeValue } from './attribute-value.ts'

/**
 * Sizes by the rules of "DynamoDB item sizes and formats" (developer guide, CapacityUnitCalculations): text and bytes
 * by length, a number one byte per two significant digits and one more, NULL and BOOL 1, a list or map 3 and one more
 * per element. The guide calls the size of a number approximate; the byte for the sign of a negative number is not in
 * the guide but is what the service was seen to charge. Both sides of every codec count through `significantBytes`.
 */
export function attributeBytes(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S)
  if ('N' in value) return numberBytes(value.N)
  if ('B' in value) return value.B.byteLength
  if ('L' in value) return 3 + sum(value.L, (element) => 1 + attributeBytes(element))
  if ('M' in value)
    return 3 + sum(Object.entries(value.M), ([name, field]) => 1 + Buffer.byteLength(name) + attributeBytes(field))
  if ('SS' in value) return sum(value.SS, (text) => Buffer.byteLength(text))
  if ('NS' in value) return sum(value.NS, numberBytes)
  if ('BS' in value) return sum(value.BS, (bytes) => bytes.byteLength)
  return 1
}

/** Size of a number in its canonical text. */
export function numberBytes(canonical: string): number {
  const digits = canonical.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '')
  return significantBytes(digits.length, canonical.startsWith('-'))
}

/** `digits` counts from the first to the last digit that is not 0; 0 itself has none. */
export function significantBytes(digits: number, negative: boolean): number {
  return ((digits + 1) >> 1) + 1 + (negative ? 1 : 0)
}

function sum<T>(values: readonly T[], bytes: (value: T) => number): number {
  return values.reduce((total, value) => total + bytes(value), 0)
}
