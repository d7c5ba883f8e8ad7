import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../../servers/test-database.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import { connectSource, type SourceClient } from '../connection/connect.ts'
import { parseSourceUrl } from '../connection/source-config.ts'
import { chunkBy, column, entity, int4, table, text } from '../load/load-query.fixture.ts'
import type { KeyRange } from './chunk.ts'
import { ChunkWalk } from './chunk-walk.ts'
import { countRows } from './count-rows.ts'
import { cutAll } from './cut-all.fixture.ts'

const { signal } = new AbortController()

/** Few values, so that many rows share one and some are NULL. */
const values = fc.array(fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }), { maxLength: 40 })
const chunkSize = fc.integer({ min: 1, max: 12 })

const byValue = entity({
  source: { kind: 'table', table: table('main'), where: [] },
  chunkBy: chunkBy('k', int4),
  values: [column('id')],
})
const byPair = entity({
  source: { kind: 'table', table: table('pairs'), where: [] },
  chunkBy: {
    columns: [
      { column: 'tenant', type: int4 },
      { column: 'name', type: text },
    ],
    nullable: false,
    indexed: true,
  },
  values: [column('name')],
})

async function prepare(db: TestDatabase): Promise<SourceClient> {
  await db.query(`
    CREATE TABLE main (id int4 PRIMARY KEY, k int4); CREATE INDEX ON main (k);
    CREATE TABLE pairs (tenant int4, name text, PRIMARY KEY (tenant, name))`)
  return connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
}

async function fill(db: TestDatabase, list: readonly (number | null)[]): Promise<void> {
  await db.query('TRUNCATE main')
  await db.query('INSERT INTO main SELECT i, k FROM unnest($1::int4[]) WITH ORDINALITY u(k, i)', [list])
}

async function counts(
  client: SourceClient,
  subject: ResolvedEntity,
  ranges: readonly KeyRange[],
): Promise<readonly number[]> {
  const rows: number[] = []
  for (const range of ranges) rows.push(await countRows(client, subject, range, signal))
  return rows
}

describe('a walk through the chunks of an entity', () => {
  test('tiles what is pending; no value is parted, and no chunk has more rows but of one value', async () => {
    await using db = await testDatabase()
    await using client = await prepare(db)
    await fc.assert(
      fc.asyncProperty(
        values,
        chunkSize,
        chunkSize,
        fc.infiniteStream(fc.boolean()),
        async (list, size, again, coins) => {
          await fill(db, list)
          const ranges = await cutAll(client, byValue, [{ kind: 'all' }], size)
          expect(tiled(ranges)).toEqual([{ kind: 'range', low: null, high: null }, { kind: 'nulls' }])
          const rows = await counts(client, byValue, ranges)
          expect(rows.reduce((sum, count) => sum + count, 0)).toBe(list.length)
          for (const [at, range] of ranges.entries()) {
            if (range.kind !== 'range' || (rows[at] ?? 0) <= size) continue
            const [[distinct] = []] = await client.rows(
              `SELECT count(DISTINCT k) FROM main WHERE k >= ${range.low?.[0] ?? '-1'} AND k < ${range.high?.[0] ?? '99'}`,
            )
            expect(distinct).toBe('1')
          }
          const pending = ranges.filter(() => coins.next().value)
          const rest = await cutAll(client, byValue, pending, again)
          expect(tiled(rest)).toEqual(tiled(pending))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('gives a hot value a chunk of its own, and keeps the others near the size', async () => {
    await using db = await testDatabase()
    await using client = await prepare(db)
    await fill(db, [...Array.from({ length: 100 }, (_, at) => (at >= 49 && at < 80 ? 50 : at + 1)), null])
    const ranges = await cutAll(client, byValue, [{ kind: 'all' }], 20)
    const rows = await counts(client, byValue, ranges)
    expect(
      ranges.map((range, at) => [
        range.kind === 'range' ? `${range.low?.[0] ?? ''}..${range.high?.[0] ?? ''}` : range.kind,
        rows[at],
      ]),
    ).toEqual([
      ['..21', 20],
      ['21..41', 20],
      ['41..50', 9],
      ['50..81', 31],
      ['81..', 20],
      ['nulls', 1],
    ])
  })

  test('cuts one tenant into many chunks, by rows of values', async () => {
    await using db = await testDatabase()
    await using client = await prepare(db)
    await db.query(
      "INSERT INTO pairs SELECT 7, 'n' || g FROM generate_series(1, 1000) g; INSERT INTO pairs VALUES (1, 'a'), (9, 'it''s, \\ \"x\"')",
    )
    const ranges = await cutAll(client, byPair, [{ kind: 'all' }], 100)
    expect(tiled(ranges)).toEqual([{ kind: 'range', low: null, high: null }])
    expect(await counts(client, byPair, ranges)).toEqual([...Array.from({ length: 10 }, () => 100), 2])
    expect(ranges.slice(1).every((range) => range.kind === 'range' && range.low?.[0] === '7')).toBe(true)
    // The last bound that there can be: the row whose text is the hardest to write.
    const single = await cutAll(client, byPair, [{ kind: 'range', low: ['7', 'n999'], high: null }], 1)
    expect(single).toEqual([
      { kind: 'range', low: ['7', 'n999'], high: ['9', 'it\'s, \\ "x"'] },
      { kind: 'range', low: ['9', 'it\'s, \\ "x"'], high: null },
    ])
  })

  test('reads the next rows of the index for a bound and no others, however large the table is', async () => {
    await using db = await testDatabase()
    await using client = await prepare(db)
    await db.query("INSERT INTO pairs SELECT 7, 'n' || g FROM generate_series(1, 20000) g")
    await db.query('VACUUM ANALYZE pairs')
    const queries: string[] = []
    const walk = new ChunkWalk(byPair, [{ kind: 'all' }], (sql) => {
      queries.push(sql)
      return client.rows(sql)
    })
    for (let at = 0; at < 3; at += 1) await walk.next(50, signal)
    expect(queries).toHaveLength(3)
    for (const sql of queries) {
      const plan = (await client.rows(`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF) ${sql}`)).flat().join('\n')
      expect(plan).toMatch(/Index Only Scan using pairs_pkey on pairs .*rows=51/)
      expect(plan).not.toContain('Sort')
      expect(Number(/shared hit=(\d+)/.exec(plan)?.[1] ?? 99)).toBeLessThan(20)
    }
  })

  test('says how many rows the last chunk has, and asks no more when all is cut', async () => {
    await using db = await testDatabase()
    await using client = await prepare(db)
    await fill(db, [1, 2, 3, 4, 5])
    const walk = new ChunkWalk(byValue, [{ kind: 'range', low: ['2'], high: null }], (sql) => client.rows(sql))
    expect(await walk.next(3, signal)).toEqual({ range: { kind: 'range', low: ['2'], high: ['5'] }, rows: 3 })
    expect(walk.left).toEqual([{ kind: 'range', low: ['5'], high: null }])
    expect(await walk.next(3, signal)).toEqual({ range: { kind: 'range', low: ['5'], high: null }, rows: 1 })
    expect(await walk.next(3, signal)).toBeNull()
  })

  test('leaves an entity without a chunk key in one piece', async () => {
    const whole = entity({ source: { kind: 'table', table: table('main'), where: [] }, values: [column('id')] })
    const walk = new ChunkWalk(whole, [{ kind: 'all' }], () => Promise.reject(new Error('nothing is asked')))
    expect(await walk.next(1, signal)).toEqual({ range: { kind: 'all' }, rows: null })
    expect(await walk.next(1, signal)).toBeNull()
  })
})

/** Joins ranges that touch. */
function tiled(ranges: readonly KeyRange[]): readonly KeyRange[] {
  return ranges.reduce<readonly KeyRange[]>((joined, range) => {
    const last = joined.at(-1)
    if (last?.kind !== 'range' || range.kind !== 'range' || last.high === null) return [...joined, range]
    if (JSON.stringify(last.high) !== JSON.stringify(range.low)) return [...joined, range]
    return [...joined.slice(0, -1), { kind: 'range', low: last.low, high: range.high }]
  }, [])
}
