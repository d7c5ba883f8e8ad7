import { hash } from 'node:crypto'

/** 128 bits of a SHA-256, as four unsigned words. */
export type Hash128 = Uint32Array

/**
 * Fills `into` with the first 128 bits of the SHA-256 of `content`, a text in its UTF-8 form. One call of `crypto.hash`
 * on a string is the fastest way in Node (measured on a 0.9 KB item: 1.5 us; createHash 1.9, md5 2.2).
 */
export function hash128(content: string | Uint8Array, into: Hash128): void {
  const bytes = hash('sha256', content, 'buffer')
  into[0] = bytes.readUInt32LE(0)
  into[1] = bytes.readUInt32LE(4)
  into[2] = bytes.readUInt32LE(8)
  into[3] = bytes.readUInt32LE(12)
}

/**
 * Spreads item keys over buckets (32 bits, FNV-1a with a final mix). It only has to spread: keys that meet here
 * are told apart by their own text later.
 */
export function bucketHash(text: string): number {
  let state = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    state ^= text.charCodeAt(at)
    state = Math.imul(state, 0x01000193)
  }
  state ^= state >>> 16
  state = Math.imul(state, 0x85ebca6b)
  state ^= state >>> 13
  state = Math.imul(state, 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}
