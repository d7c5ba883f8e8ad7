const ranges: ReadonlyMap<string, readonly [bigint, bigint]> = new Map([
  ['int2', [-(2n ** 15n), 2n ** 15n - 1n]],
  ['int4', [-(2n ** 31n), 2n ** 31n - 1n]],
  ['int8', [-(2n ** 63n), 2n ** 63n - 1n]],
])

export function isInteger(type: string): boolean {
  return ranges.has(type)
}

/**
 * PostgreSQL's own text of a whole number of this type; null for anything that a column of the type cannot hold, which
 * a query would fail on.
 */
export function integerText(type: string, text: string): string | null {
  const range = ranges.get(type)
  if (range === undefined || !/^-?\d{1,40}$/.test(text)) return null
  const value = BigInt(text)
  return value >= range[0] && value <= range[1] ? String(value) : null
}
