import { fnv1aStart, fnv1aStep } from '../../fnv1a.ts'

/**
 * Spreads item keys over buckets (32 bits, FNV-1a with a final mix). It only has to spread: keys that share a bucket
 * are told apart by their own text later.
 */
export function bucketHash(text: string): number {
  let state = fnv1aStart
  for (let at = 0; at < text.length; at += 1) state = fnv1aStep(state, text.charCodeAt(at))
  state ^= state >>> 16
  state = Math.imul(state, 0x85ebca6b)
  state ^= state >>> 13
  state = Math.imul(state, 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}
