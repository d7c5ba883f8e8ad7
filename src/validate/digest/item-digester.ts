import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import { addToDigest, type BucketDigest } from './bucket-digest.ts'
import { canonicalItem } from './canonical-item.ts'
import { carriedNames, landsInIndex } from '../compare/lands-in-index.ts'
import { hash128, type Hash128 } from './hash128.ts'
import { bucketHash } from './bucket-hash.ts'
import { itemKeyText, scannedKeyText } from './key-record.ts'
import type { ScannedItem } from '../found/wire-scanner.ts'

/** Adds items to the digest of the table, and to those of the indexes that they land in. */
export interface ItemDigester {
  digest(item: Item): void
}

/** Adds what a scan has read of an item. */
export function digestScanned(digest: BucketDigest, item: ScannedItem, hash: Hash128): void {
  hash128(item.canonical, hash)
  addToDigest(digest, bucketHash(scannedKeyText(item)), hash, item.canonical.length)
}

/**
 * For expected items, with `indexes` for what the indexes must hold. One hash serves the table and every index that
 * carries all attributes.
 */
export function createItemDigester(
  table: ResolvedTable,
  digest: BucketDigest,
  indexes: ReadonlyMap<string, BucketDigest> = new Map(),
): ItemDigester {
  const hash = new Uint32Array(4)
  const part = new Uint32Array(4)
  const sparse = table.indexes.flatMap((index) => {
    const into = indexes.get(index.name)
    return into === undefined ? [] : [{ index, into, names: carriedNames(table, index) }]
  })
  return {
    digest(item) {
      const bucket = bucketHash(itemKeyText(table, item))
      const text = canonicalItem(item)
      hash128(text, hash)
      addToDigest(digest, bucket, hash, text.length)
      for (const { index, into, names } of sparse) {
        if (!landsInIndex(index, item)) continue
        if (names === undefined) addToDigest(into, bucket, hash, text.length)
        else {
          const carried = canonicalItem(item, names)
          hash128(carried, part)
          addToDigest(into, bucket, part, carried.length)
        }
      }
    },
  }
}
