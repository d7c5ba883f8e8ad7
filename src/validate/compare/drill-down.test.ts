import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import { createBucketDigest, type BucketDigest } from '../digest/bucket-digest.ts'
import { drillDown, type DrillDownResult } from './drill-down.ts'
import { scannedItem } from '../found/scanned-item.fixture.ts'
import { createItemDigester } from '../digest/item-digester.ts'

const table: ResolvedTable = { partitionKey: 'pk', sortKey: 'sk', entityType: 'type', indexes: [] }

interface Row {
  readonly key: string
  readonly content: string
}

function itemOf({ key, content }: Row): Item {
  return { pk: { S: key }, sk: { S: 'M' }, type: { S: 'T' }, content: { S: content } }
}

function digestOf(rows: readonly Row[], buckets: number): BucketDigest {
  const digest = createBucketDigest(buckets)
  const folder = createItemDigester(table, digest)
  for (const row of rows) folder.digest(itemOf(row))
  return digest
}

async function compare(
  expected: readonly Row[],
  found: readonly Row[],
  options: { readonly buckets?: number; readonly bytes?: number; readonly maxSuspects?: number } = {},
): Promise<DrillDownResult & { readonly passes: number }> {
  const buckets = options.buckets ?? 16
  let passes = 0
  const result = await drillDown({
    table,
    expected: digestOf(expected, buckets),
    found: digestOf(found, buckets),
    readExpected: async (visit) => {
      passes += 1
      for (const row of expected) visit(3, itemOf(row))
    },
    readFound: async (visit) => {
      for (const row of found) visit(scannedItem(table, itemOf(row)))
    },
    maxSuspects: options.maxSuspects ?? 1000,
    bytes: options.bytes ?? 1e9,
  })
  return { ...result, passes }
}

const side = fc.uniqueArray(
  fc.record({ key: fc.integer({ min: 0, max: 60 }).map(String), content: fc.constantFrom('a', 'b') }),
  { selector: ({ key }) => key, maxLength: 50 },
)

describe('drillDown', () => {
  it('finds exactly what a plain comparison finds, in one round or in many', async () => {
    await fc.assert(
      fc.asyncProperty(side, side, fc.constantFrom(1, 1e9), async (expected, found, bytes) => {
        const result = await compare(expected, found, { bytes })
        const there = new Map(found.map((row) => [row.key, row.content]))
        const wanted = new Map(expected.map((row) => [row.key, row.content]))
        const truth = [
          ...expected.filter(({ key }) => !there.has(key)).map(({ key }) => `missing ${key}`),
          ...expected
            .filter(({ key, content }) => there.has(key) && there.get(key) !== content)
            .map(({ key }) => `different ${key}`),
          ...found.filter(({ key }) => !wanted.has(key)).map(({ key }) => `extra ${key}`),
        ]
        expect(result.suspects.map((suspect) => `${suspect.class} ${suspect.key['pk'] ?? ''}`).sort()).toEqual(
          truth.sort(),
        )
        const sum = (counts: ReadonlyMap<unknown, number>): number => [...counts.values()].reduce((a, b) => a + b, 0)
        expect(sum(result.missing) + sum(result.different) + sum(result.extra)).toBe(truth.length)
      }),
    )
  })

  it('counts all and names as many as asked for', async () => {
    const rows = Array.from({ length: 500 }, (_, at) => ({ key: String(at), content: 'a' }))
    const result = await compare(
      rows,
      rows.slice(250).map((row) => ({ ...row, content: 'b' })),
      { buckets: 4, maxSuspects: 10 },
    )
    expect(result.missing.get(3)).toBe(250)
    expect(result.different.get(3)).toBe(250)
    expect(result.suspects).toHaveLength(20)
  })

  it('reads nothing again when both sides are equal, and once when one side is empty', async () => {
    const rows = Array.from({ length: 500 }, (_, at) => ({ key: String(at), content: 'a' }))
    expect((await compare(rows, rows)).passes).toBe(0)
    const empty = await compare(rows, [])
    expect(empty.passes).toBe(1)
    expect(empty.missing.get(3)).toBe(500)
  })

  it('names a key that two rows claim', async () => {
    const result = await compare(
      [
        { key: '1', content: 'a' },
        { key: '1', content: 'b' },
      ],
      [{ key: '1', content: 'b' }],
    )
    expect(result.suspects.map((suspect) => suspect.class)).toContain('collision')
  })
})
