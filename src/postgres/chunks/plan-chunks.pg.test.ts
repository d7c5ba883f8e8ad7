import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import type { KeyRange } from './chunk.ts'
import { connectSource } from '../connection/connect.ts'
import { column, entity, int4, table } from '../load/load-query.fixture.ts'
import { chunkSize, fill, prepare, signal, world } from '../load/random-tables.fixture.ts'
import { joinRanges } from './join-ranges.ts'
import { planChunks } from './plan-chunks.ts'
import { parseSourceUrl } from '../connection/source-config.ts'

describe('a plan', () => {
  test('goes on where a run was cut: what is pending is tiled again, nothing else is counted', async () => {
    await using db = await testDatabase()
    await prepare(db)
    await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
    const subject = entity({
      source: { kind: 'table', table: table('main'), where: [] },
      chunkBy: { column: 'k', type: int4, nullable: true, indexed: true, unique: false },
      values: [column('id')],
    })
    await fc.assert(
      fc.asyncProperty(
        world,
        chunkSize,
        chunkSize,
        fc.infiniteStream(fc.boolean()),
        async (data, size, again, coins) => {
          await fill(db, data)
          const first = await planChunks(client, subject, { pending: [{ kind: 'all' }], rowsPerChunk: size, signal })
          expect(await planChunks(client, subject, { pending: [{ kind: 'all' }], rowsPerChunk: size, signal })).toEqual(
            first,
          )
          expect(first.chunks.map(({ offset }) => offset)).toEqual(
            first.chunks.map((_, index) =>
              first.chunks.slice(0, index).reduce((sum, { rows: count }) => sum + count, 0),
            ),
          )
          const pending = first.chunks.filter(() => coins.next().value).map(({ range }) => range)
          const rest = await planChunks(client, subject, { pending, rowsPerChunk: again, signal })
          expect(rest.total).toBe(
            first.chunks
              .filter(({ range }) => pending.includes(range))
              .reduce((sum, { rows: count }) => sum + count, 0),
          )
          expect(tiled(rest.chunks.map(({ range }) => range))).toEqual(tiled(pending))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('gives a hot value a chunk of its own, and keeps the others near the size', async () => {
    await using db = await testDatabase()
    await prepare(db)
    await db.query(
      'INSERT INTO main SELECT g, CASE WHEN g BETWEEN 50 AND 80 THEN 50 ELSE g END FROM generate_series(1, 100) g; INSERT INTO main VALUES (200, NULL)',
    )
    await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
    const subject = entity({
      source: { kind: 'table', table: table('main'), where: [] },
      chunkBy: { column: 'k', type: int4, nullable: true, indexed: true, unique: false },
      values: [column('id')],
    })
    const { chunks } = await planChunks(client, subject, { pending: [{ kind: 'all' }], rowsPerChunk: 20, signal })
    expect(
      chunks.map(({ range, rows: count }) => [
        range.kind === 'range' ? `${range.low}..${range.high}` : range.kind,
        count,
      ]),
    ).toEqual([
      ['null..21', 20],
      ['21..41', 20],
      ['41..50', 9],
      ['50..81', 31],
      ['81..null', 20],
      ['nulls', 1],
    ])
  })

  test('of a unique column is the same whether its values are grouped or not', async () => {
    await using db = await testDatabase()
    await prepare(db)
    await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
    const by = (unique: boolean): ReturnType<typeof entity> =>
      entity({
        source: { kind: 'table', table: table('main'), where: [] },
        chunkBy: { column: 'id', type: int4, nullable: false, indexed: true, unique },
        values: [column('id')],
      })
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        chunkSize,
        fc.array(fc.integer({ min: -5, max: 300 }), { maxLength: 1 }),
        async (many, rowsPerChunk, [low = null]) => {
          await db.query(
            `TRUNCATE main; INSERT INTO main SELECT g * g % 277, g FROM (SELECT DISTINCT ON (g * g % 277) g FROM generate_series(1, ${many}) g) AS once`,
          )
          const pending: readonly KeyRange[] =
            low === null ? [{ kind: 'all' }] : [{ kind: 'range', low: String(low), high: null }]
          const plan = await planChunks(client, by(true), { pending, rowsPerChunk, signal })
          expect(plan).toEqual(await planChunks(client, by(false), { pending, rowsPerChunk, signal }))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('without a chunk column there is one chunk, and none when there is no row', async () => {
    await using db = await testDatabase()
    await prepare(db)
    await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
    const subject = entity({ source: { kind: 'table', table: table('main'), where: [] }, values: [column('id')] })
    const plan = (): Promise<unknown> =>
      planChunks(client, subject, { pending: [{ kind: 'all' }], rowsPerChunk: 10, signal })
    expect(await plan()).toEqual({ total: 0, chunks: [] })
    await db.query('INSERT INTO main (id) VALUES (1), (2)')
    expect(await plan()).toEqual({
      total: 2,
      chunks: [{ entity: 'THING', range: { kind: 'all' }, rows: 2, offset: 0 }],
    })
  })
})

function tiled(ranges: readonly KeyRange[]): readonly KeyRange[] {
  return ranges.reduce<readonly KeyRange[]>((joined, range) => {
    const last = joined.at(-1)
    const both = last === undefined ? null : joinRanges(last, range)
    return both === null ? [...joined, range] : [...joined.slice(0, -1), both]
  }, [])
}
