/** The hash of nothing, from which `fnv1aStep` goes on. */
export const fnv1aStart = 0x811c9dc5

/** Takes one byte (or another small unit) into the hash. The result is signed: `>>> 0` makes it a number from 0. */
export function fnv1aStep(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193)
}

/**
 * FNV-1a, 32 bits, over `bytes[start…end)`: http://www.isthe.com/chongo/tech/comp/fnv/. It spreads short texts well and
 * resists nobody who looks for collisions.
 */
export function fnv1a(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let hash = fnv1aStart
  for (let at = start; at < end; at += 1) hash = fnv1aStep(hash, bytes[at] ?? 0)
  return hash >>> 0
}
