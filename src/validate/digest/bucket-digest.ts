import type { Hash128 } from './hash128.ts'

/**
 * An order-free digest of a set of items over many buckets: per bucket the number of items, the sum of their 128-bit
 * hashes (four words, each modulo 2^32) and their canonical bytes.
 *
 * Guarantees: equal sets have the same digest whatever the order, the number of readers and the split into parts
 * (`absorb` adds parts up). Two different sets agree in a bucket only with a probability of 2^-128 (the hash is a
 * truncated SHA-256, the sum is over a group, and no key occurs twice on a side). Not guarded against: an opponent who
 * searches for items with chosen sums.
 */
export interface BucketDigest {
  readonly buckets: number
  /** Items per bucket. */
  readonly counts: Uint32Array
  /** Four words per bucket. */
  readonly sums: Uint32Array
  /** Canonical bytes per bucket: what the drill-down into the bucket costs in memory. */
  readonly bytes: Float64Array
}

/** `buckets` is a power of two; 28 bytes each. */
export function createBucketDigest(buckets: number): BucketDigest {
  if (buckets < 1 || (buckets & (buckets - 1)) !== 0) throw new RangeError(`not a power of two: ${String(buckets)}`)
  return {
    buckets,
    counts: new Uint32Array(buckets),
    sums: new Uint32Array(buckets * 4),
    bytes: new Float64Array(buckets),
  }
}

export function addToDigest(digest: BucketDigest, keyHash: number, item: Hash128, bytes: number): void {
  const bucket = keyHash & (digest.buckets - 1)
  const at = bucket * 4
  const { counts, sums } = digest
  counts[bucket] = (counts[bucket] ?? 0) + 1
  // A typed array keeps the low 32 bits of what is stored: the sum is modulo 2^32 by itself.
  sums[at] = (sums[at] ?? 0) + (item[0] ?? 0)
  sums[at + 1] = (sums[at + 1] ?? 0) + (item[1] ?? 0)
  sums[at + 2] = (sums[at + 2] ?? 0) + (item[2] ?? 0)
  sums[at + 3] = (sums[at + 3] ?? 0) + (item[3] ?? 0)
  digest.bytes[bucket] = (digest.bytes[bucket] ?? 0) + bytes
}

/** Adds the items of `part` to `into`. */
export function absorb(into: BucketDigest, part: BucketDigest): void {
  if (into.buckets !== part.buckets)
    throw new RangeError(`digests of ${String(into.buckets)} and ${String(part.buckets)} buckets`)
  for (let at = 0; at < into.counts.length; at += 1) into.counts[at] = (into.counts[at] ?? 0) + (part.counts[at] ?? 0)
  for (let at = 0; at < into.sums.length; at += 1) into.sums[at] = (into.sums[at] ?? 0) + (part.sums[at] ?? 0)
  for (let at = 0; at < into.bytes.length; at += 1) into.bytes[at] = (into.bytes[at] ?? 0) + (part.bytes[at] ?? 0)
}

/** The buckets in which two sets differ, ascending. */
export function unequalBuckets(one: BucketDigest, two: BucketDigest): number[] {
  if (one.buckets !== two.buckets)
    throw new RangeError(`digests of ${String(one.buckets)} and ${String(two.buckets)} buckets`)
  const unequal: number[] = []
  for (let bucket = 0; bucket < one.buckets; bucket += 1) {
    const at = bucket * 4
    if (
      one.counts[bucket] !== two.counts[bucket] ||
      one.sums[at] !== two.sums[at] ||
      one.sums[at + 1] !== two.sums[at + 1] ||
      one.sums[at + 2] !== two.sums[at + 2] ||
      one.sums[at + 3] !== two.sums[at + 3]
    )
      unequal.push(bucket)
  }
  return unequal
}

/**
 * The whole set in one line: item count and 128-bit sum over all buckets; equal for equal sets whatever the number of
 * buckets.
 */
export function digestText(digest: BucketDigest): string {
  let items = 0
  const total = new Uint32Array(4)
  for (let bucket = 0; bucket < digest.buckets; bucket += 1) {
    items += digest.counts[bucket] ?? 0
    for (let word = 0; word < 4; word += 1) total[word] = (total[word] ?? 0) + (digest.sums[bucket * 4 + word] ?? 0)
  }
  return `${String(items)}:${[...total].map((word) => word.toString(16).padStart(8, '0')).join('')}`
}

/**
 * About 16 items per bucket, between 4,096 and 262,144 buckets (7 MB a digest): few enough to hold, many enough that a
 * drill-down into one bucket is cheap.
 */
export function bucketsFor(estimatedItems: number): number {
  let buckets = 4096
  while (buckets < 262_144 && buckets * 16 < estimatedItems) buckets *= 2
  return buckets
}

/**
 * Raw bytes of a digest, for a state file: counts, sums, bytes, in this machine's byte order (checked by the reader
 * through the checksum).
 */
export function serializeDigest(digest: BucketDigest): Buffer {
  return Buffer.concat([view(digest.counts), view(digest.sums), view(digest.bytes)])
}

/** The inverse of `serializeDigest`; throws `RangeError` for another length. */
export function deserializeDigest(bytes: Buffer, buckets: number): BucketDigest {
  const digest = createBucketDigest(buckets)
  if (bytes.length !== buckets * 28)
    throw new RangeError(
      `a digest of ${String(buckets)} buckets has ${String(buckets * 28)} bytes, not ${String(bytes.length)}`,
    )
  bytes.copy(view(digest.counts), 0, 0, buckets * 4)
  bytes.copy(view(digest.sums), 0, buckets * 4, buckets * 20)
  bytes.copy(view(digest.bytes), 0, buckets * 20)
  return digest
}

function view(array: Uint32Array | Float64Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}
