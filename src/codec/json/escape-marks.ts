/**
 * The highest bit of each of four bytes that need an escape: a control character, `"` or `\`; bits above the lowest
 * that is set may be set without cause. Subtracting n from a byte below n borrows into its highest bit; for the two
 * marks, n is 1 after an exclusive or with the mark.
 */
export function escapeMarks(x: number): number {
  return ((x - 0x20202020) | ((x ^ 0x22222222) - 0x01010101) | ((x ^ 0x5c5c5c5c) - 0x01010101)) & ~x & 0x80808080
}

/** How many of eight bytes, the lowest of `x` first, come before one that needs an escape. */
export function cleanBytes(x: number, y: number): number {
  const inFirst = escapeMarks(x)
  if (inFirst !== 0) return (31 - Math.clz32(inFirst & -inFirst)) >> 3
  const inSecond = escapeMarks(y)
  return inSecond === 0 ? 8 : 4 + ((31 - Math.clz32(inSecond & -inSecond)) >> 3)
}
