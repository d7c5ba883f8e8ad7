import type { Value } from './items-by-hand.ts'

interface SourceContext {
  readonly source?: string
}

/**
 * JSON text to native attribute values with every digit kept; RangeError for what the service cannot hold (39 digits,
 * 33 levels).
 */
export function parseExactJson(text: string): Value {
  const numbers: string[] = []
  // The reviver sees the digits as written; each number is replaced by its place in the list, as a marker object.
  const reviver = (_key: string, value: unknown, context?: SourceContext): unknown =>
    typeof value === 'number' ? { number: numbers.push(context?.source ?? '') - 1, marker } : value
  const convert = (value: unknown, depth: number): Value => {
    if (depth > 32) throw new RangeError('too deep')
    if (value === null) return { NULL: true }
    if (typeof value === 'string') return { S: value }
    if (typeof value === 'boolean') return { BOOL: value }
    if (Array.isArray(value)) return { L: value.map((element) => convert(element, depth + 1)) }
    const object = value as Record<string, unknown>
    if (object.marker === marker) return { N: plainNumber(numbers[object.number as number] ?? '') }
    const members: [string, Value][] = Object.keys(object).map((name) => [name, convert(object[name], depth + 1)])
    return { M: Object.fromEntries(members) }
  }
  return convert(JSON.parse(text, reviver), 1)
}

const marker = Symbol('number')

function plainNumber(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  if (significant.length > 38) throw new RangeError('too many digits')
  const power = Number(exponent) - fraction.length + digits.length - significant.length
  if (power >= 0) return sign + significant + '0'.repeat(power)
  const point = significant.length + power
  return (
    sign +
    (point > 0 ? `${significant.slice(0, point)}.${significant.slice(point)}` : `0.${'0'.repeat(-point)}${significant}`)
  )
}
