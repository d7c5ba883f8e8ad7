/**
 * The shortest decimal strictly between the midpoints to the neighbouring values, the closest one when there are
 * several: what PostgreSQL 12 and later print (d2s.c and f2s.c: the bounds themselves are never taken, unlike in
 * JavaScript, where 1e23 is the midpoint of two doubles and still printed). In the form `1.5e-7`; finite values only,
 * -0 as 0.
 */
export function shortestFloat8(value: number): string {
  const text = value.toExponential()
  // A shortest decimal can only be a midpoint where doubles are whole numbers: below, a midpoint has more decimals than
  // its neighbours.
  if (Math.abs(value) < 2 ** 53) return text
  const between = exactTest(value, float8Neighbour)
  return between(text) ? text : shortestBetween(value, digitsOf(text) + 1, 17, between)
}

/**
 * As `shortestFloat8` for a value that is a float4; the engine itself knows none. Every decimal of six digits is a
 * float4 of its own (FLT_DIG) but for the subnormal ones, so the shortest of up to six digits is what six digits give,
 * without zeros at the end.
 */
export function shortestFloat4(value: number): string {
  if (value === 0) return '0e+0'
  const isNormal = Math.abs(value) >= LEAST_NORMAL_FLOAT4
  return shortestBetween(value, isNormal ? 6 : 1, 9, float4Test(value)).replace(/\.?0+e/, 'e')
}

/**
 * A float4 of at most six digits between 0.0001 and a million as plain decimal, null when it is none: most of what
 * people store, in a fraction of the time. Exact: 24 bits times a power of ten up to 10 ** 9 fits a double, and a
 * midpoint has eight digits or more.
 */
export function sixDigitFloat4(value: number): string | null {
  const magnitude = Math.abs(value)
  if (magnitude < 1e-4 || magnitude >= 1e6) return null
  let scale = 1
  while (magnitude * scale < 1e5) scale *= 10
  const decimal = Math.round(value * scale) / scale
  return Math.fround(decimal) === value ? String(decimal) : null
}

const LEAST_NORMAL_FLOAT4 = 2 ** -126

function shortestBetween(value: number, min: number, max: number, between: (text: string) => boolean): string {
  const gapsDiffer = Number.isInteger(Math.log2(Math.abs(value)))
  for (let digits = min; digits < max; digits++) {
    const text = value.toExponential(digits - 1)
    if (between(text)) return toEven(value, text, digits)
    if (!gapsDiffer) continue
    // At a power of two the gap above is twice the gap below, so the second closest decimal can be inside when the
    // closest is not.
    for (const step of [1n, -1n]) {
      const other = stepped(text, step)
      if (between(other)) return other
    }
  }
  return value.toExponential(max - 1)
}

/** Half way between two decimals `toExponential` takes the greater one, PostgreSQL the even one. */
function toEven(value: number, text: string, digits: number): string {
  if (!/[13579]e/.test(text) || !/5e/.test(value.toExponential(digits))) return text
  const rest = value.toExponential(100).replace(/[-.]/g, '').slice(digits)
  return /^50*e/.test(rest) ? stepped(text, -1n) : text
}

function digitsOf(text: string): number {
  return text.replace(/e.*$/, '').replace(/[-.]/g, '').length
}

/** The text with its last digit moved away from zero (1) or towards it (-1). */
function stepped(text: string, step: bigint): string {
  const { sign, digits, power } = takeApart(text)
  const moved = String(BigInt(digits) + step)
  const exponent = power + moved.length - 1
  const rest = moved.slice(1).replace(/0+$/, '')
  return `${sign}${moved[0] ?? '0'}${rest === '' ? '' : `.${rest}`}e${exponent < 0 ? '' : '+'}${exponent}`
}

function takeApart(text: string): { readonly sign: string; readonly digits: string; readonly power: number } {
  const [mantissa = '', exponent = '0'] = text.replace(/^-/, '').split('e')
  const [whole = '', part = ''] = mantissa.split('.')
  return { sign: text.startsWith('-') ? '-' : '', digits: whole + part, power: Number(exponent) - part.length }
}

/**
 * Midpoints of float4 are doubles, so doubles decide unless the decimal, read as a double, is the midpoint: then whole
 * numbers do.
 */
function float4Test(value: number): (text: string) => boolean {
  const magnitude = Math.abs(value)
  const below = float4Neighbour(magnitude, -1)
  const next = float4Neighbour(magnitude, 1)
  const above = Number.isFinite(next) ? next : 2 * magnitude - below
  const low = (below + magnitude) / 2
  const high = (magnitude + above) / 2
  return (text) => {
    const decimal = Math.abs(Number(text))
    if (decimal === low || decimal === high) return exactTest(value, float4Neighbour)(text)
    return decimal > low && decimal < high
  }
}

/** Is a decimal strictly between the midpoints around the value? Exact, in whole numbers. */
function exactTest(value: number, neighbour: (magnitude: number, step: 1 | -1) => number): (text: string) => boolean {
  const magnitude = Math.abs(value)
  const own = inUnits(magnitude)
  const below = inUnits(neighbour(magnitude, -1))
  const next = neighbour(magnitude, 1)
  // Above the greatest value the gap is as wide as below it.
  const above = Number.isFinite(next) ? inUnits(next) : 2n * own - below
  return (text) => {
    const { digits, power } = takeApart(text)
    // Twice the decimal against the sum of two neighbours, over one denominator.
    const twice = 2n * BigInt(digits) * 10n ** BigInt(Math.max(0, power)) * UNIT
    const over = 10n ** BigInt(Math.max(0, -power))
    return twice > (own + below) * over && twice < (own + above) * over
  }
}

/** The least positive double is 2 ** -1074; in this unit every double is a whole number. */
const UNIT = 1n << 1074n

function inUnits(magnitude: number): bigint {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, magnitude)
  const bits = view.getBigUint64(0)
  const exponent = bits >> 52n
  const mantissa = bits & 0xfffffffffffffn
  return exponent === 0n ? mantissa : (mantissa | 0x10000000000000n) << (exponent - 1n)
}

function float8Neighbour(magnitude: number, step: 1 | -1): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, magnitude)
  view.setBigUint64(0, view.getBigUint64(0) + BigInt(step))
  return view.getFloat64(0)
}

function float4Neighbour(magnitude: number, step: 1 | -1): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, magnitude)
  view.setUint32(0, view.getUint32(0) + step)
  return view.getFloat32(0)
}
