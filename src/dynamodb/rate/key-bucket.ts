import { fnv1aStart, fnv1aStep } from '../../fnv1a.ts'

/** Number of key buckets: enough to tell a hot key from its neighbours, small enough to count in a plain array. */
export const keyBuckets = 1024

const quote = 0x22
const backslash = 0x5c

/**
 * The bucket of an item's partition key: FNV-1a of the key value's bytes in the item's JSON, which lies in
 * `bytes[start…end)` and whose first attribute is the partition key (`{"pk":{"S":"…"}`), modulo `keyBuckets`. The
 * service hashes keys by a function of its own, so a bucket is one key among neighbours by chance, not a partition.
 */
export function keyBucket(bytes: Uint8Array, start: number, end: number): number {
  // Name, then type, then value: the value begins behind the fifth quote and ends at the sixth.
  let place = start
  for (let quotes = 0; quotes < 5 && place < end; place++) {
    if (bytes[place] === backslash) place++
    else if (bytes[place] === quote) quotes++
  }
  let hash = fnv1aStart
  for (; place < end; place++) {
    const byte = bytes[place] as number
    if (byte === quote) break
    hash = fnv1aStep(hash, byte)
  }
  return (hash >>> 0) % keyBuckets
}
