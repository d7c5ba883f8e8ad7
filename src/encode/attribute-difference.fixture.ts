import { canonicalNumber } from '../codec/numbers/canonical-number.ts'
import type { AttributeValue } from '../codec/value/attribute-value.ts'

/** The first place where two attribute values differ. */
export interface AttributeDifference {
  /** From the attribute inwards: `''` for the attribute itself, `.name` for map entries, `[0]` for list elements. */
  readonly path: string
  /** Type descriptor (`S`, `N`, `M` …), or `absent` where a map entry or a list element stands on one side only. */
  readonly expectedType: string
  readonly foundType: string
}

/**
 * Compares by meaning, as the service does: numbers by canonical text (`1.50` is `1.5`), binary by bytes, sets without
 * order, maps without order. Returns null when equal. Never carries a value, only places and types.
 * Numbers that are no DynamoDB numbers throw ValueError; neither the service nor a codec gives such a value.
 */
export function attributeDifference(expected: AttributeValue, found: AttributeValue): AttributeDifference | null {
  return differenceAt('', expected, found)
}

/** The type descriptor of a value. */
export function attributeType(value: AttributeValue): string {
  return Object.keys(value)[0] ?? 'absent'
}

function differenceAt(path: string, expected: AttributeValue, found: AttributeValue): AttributeDifference | null {
  if ('M' in expected && 'M' in found) return mapDifference(path, expected.M, found.M)
  if ('L' in expected && 'L' in found) return listDifference(path, expected.L, found.L)
  if (sameLeaf(expected, found)) return null
  return { path, expectedType: attributeType(expected), foundType: attributeType(found) }
}

function sameLeaf(expected: AttributeValue, found: AttributeValue): boolean {
  if ('S' in expected) return 'S' in found && expected.S === found.S
  if ('N' in expected) return 'N' in found && canonicalNumber(expected.N) === canonicalNumber(found.N)
  if ('B' in expected) return 'B' in found && Buffer.compare(expected.B, found.B) === 0
  if ('BOOL' in expected) return 'BOOL' in found && expected.BOOL === found.BOOL
  if ('NULL' in expected) return 'NULL' in found
  if ('SS' in expected) return 'SS' in found && sameMembers(expected.SS, found.SS)
  if ('NS' in expected)
    return (
      'NS' in found &&
      sameMembers(
        expected.NS.map((text) => canonicalNumber(text)),
        found.NS.map((text) => canonicalNumber(text)),
      )
    )
  if ('BS' in expected) return 'BS' in found && sameMembers(expected.BS.map(hexText), found.BS.map(hexText))
  return false
}

/**
 * Sets hold no duplicates by contract, yet an equal length with a missing member must not pass: both ways are counted.
 */
function sameMembers(expected: readonly string[], found: readonly string[]): boolean {
  if (expected.length !== found.length) return false
  const left = [...expected].sort()
  const right = [...found].sort()
  return left.every((member, index) => member === right[index])
}

function hexText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

function mapDifference(
  path: string,
  expected: Readonly<Record<string, AttributeValue>>,
  found: Readonly<Record<string, AttributeValue>>,
): AttributeDifference | null {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const difference = presentDifference(`${path}.${name}`, ownValue(expected, name), ownValue(found, name))
    if (difference !== null) return difference
  }
  return null
}

function listDifference(
  path: string,
  expected: readonly AttributeValue[],
  found: readonly AttributeValue[],
): AttributeDifference | null {
  for (let index = 0; index < Math.max(expected.length, found.length); index++) {
    const difference = presentDifference(`${path}[${index}]`, expected[index], found[index])
    if (difference !== null) return difference
  }
  return null
}

function presentDifference(
  path: string,
  expected: AttributeValue | undefined,
  found: AttributeValue | undefined,
): AttributeDifference | null {
  if (expected !== undefined && found !== undefined) return differenceAt(path, expected, found)
  return {
    path,
    expectedType: expected === undefined ? 'absent' : attributeType(expected),
    foundType: found === undefined ? 'absent' : attributeType(found),
  }
}

/** A document may name an entry `constructor` or `toString`; only own entries count. */
function ownValue(map: Readonly<Record<string, AttributeValue>>, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined
}
