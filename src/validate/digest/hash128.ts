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
