import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  absorb,
  addToDigest,
  bucketsFor,
  createBucketDigest,
  deserializeDigest,
  digestText,
  serializeDigest,
  unequalBuckets,
  type BucketDigest,
} from './bucket-digest.ts'
import { hash128 } from './hash128.ts'
import { bucketHash } from './bucket-hash.ts'

interface Entry {
  readonly key: string
  readonly content: string
}

function digestOf(entries: readonly Entry[], buckets = 64): BucketDigest {
  const digest = createBucketDigest(buckets)
  const hash = new Uint32Array(4)
  for (const { key, content } of entries) {
    hash128(content, hash)
    addToDigest(digest, bucketHash(key), hash, content.length)
  }
  return digest
}

const entries = fc.uniqueArray(fc.record({ key: fc.string({ maxLength: 12 }), content: fc.string() }), {
  selector: (entry) => entry.key,
  maxLength: 200,
})

describe('bucket digest', () => {
  it('is free of order and of the split into parts', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (all, cut) => {
        const whole = digestOf(all)
        const shuffled = [...all].sort((a, b) => bucketHash(a.key + String(cut)) - bucketHash(b.key + String(cut)))
        const at = all.length === 0 ? 0 : cut % all.length
        const parts = digestOf(shuffled.slice(at))
        absorb(parts, digestOf(shuffled.slice(0, at)))
        expect(unequalBuckets(whole, parts)).toEqual([])
        expect(digestText(parts)).toBe(digestText(whole))
        expect(digestText(digestOf(all, 8))).toBe(digestText(whole))
      }),
    )
  })

  it('names exactly the buckets of what was changed, removed or added', () => {
    fc.assert(
      fc.property(
        entries.filter((all) => all.length > 0),
        fc.nat(),
        fc.constantFrom('change', 'remove', 'add'),
        (all, pick, sort) => {
          const at = pick % all.length
          const victim = all[at]
          if (victim === undefined) throw new Error('unreachable')
          const other = all.filter((_entry, index) => index !== at)
          if (sort === 'change') other.push({ key: victim.key, content: `${victim.content}.` })
          if (sort === 'add') other.push(victim, { key: `${victim.key}${'x'.repeat(13)}`, content: 'new' })
          const touched = sort === 'add' ? `${victim.key}${'x'.repeat(13)}` : victim.key
          expect(unequalBuckets(digestOf(all), digestOf(other))).toEqual([bucketHash(touched) & 63])
        },
      ),
    )
  })

  it('does not let two wrong items that are equal to each other cancel out', () => {
    expect(
      unequalBuckets(
        digestOf([
          { key: 'a', content: 'x' },
          { key: 'a', content: 'x' },
        ]),
        digestOf([]),
      ),
    ).toHaveLength(1)
    expect(
      unequalBuckets(
        digestOf([
          { key: 'a', content: 'x' },
          { key: 'a', content: 'y' },
        ]),
        digestOf([
          { key: 'a', content: 'z' },
          { key: 'a', content: 'z' },
        ]),
      ),
    ).toHaveLength(1)
  })

  it('comes back from its bytes', () => {
    const digest = digestOf([
      { key: 'a', content: 'x' },
      { key: 'b', content: 'y' },
    ])
    const back = deserializeDigest(serializeDigest(digest), 64)
    expect(unequalBuckets(digest, back)).toEqual([])
    expect([...back.bytes]).toEqual([...digest.bytes])
    expect(() => deserializeDigest(Buffer.alloc(3), 64)).toThrow(RangeError)
  })

  it('spreads sequential keys evenly', () => {
    const counts = new Uint32Array(1024)
    for (let id = 0; id < 102_400; id += 1) {
      const bucket = bucketHash(`USER#${id}\u0000METADATA`) & 1023
      counts[bucket] = (counts[bucket] ?? 0) + 1
    }
    expect(Math.max(...counts)).toBeLessThan(160)
    expect(Math.min(...counts)).toBeGreaterThan(50)
  })

  it('chooses a power of two for any size', () => {
    expect([0, 100_000, 10_000_000, -1].map(bucketsFor)).toEqual([4096, 8192, 262_144, 4096])
    expect(() => createBucketDigest(3)).toThrow(RangeError)
  })
})
