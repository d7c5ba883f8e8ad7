import { expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { connectSource } from '../connection/connect.ts'
import { parseSourceUrl } from '../connection/source-config.ts'
import { firstChunkRows, readSourceSize } from './first-chunk-rows.ts'

test('the first chunk has few rows where they are large', () => {
  expect(firstChunkRows(0, 0)).toBe(2_000)
  expect(firstChunkRows(1_000_000, 1_000_000 * 540)).toBe(2_000)
  expect(firstChunkRows(10_000, 10_000 * 20_480)).toBe(102)
  expect(firstChunkRows(1_000, 1_000 * 1_000_000)).toBe(20)
  expect(firstChunkRows(1_000_000_000, 1_000_000_000 * 540)).toBe(2_000)
})

test('its size comes from the statistics of a table with its partitions, or of the tables of a union', async () => {
  await using db = await testDatabase()
  await db.query(`
    CREATE TABLE "large rows" (id int, body text); ALTER TABLE "large rows" ALTER body SET STORAGE EXTERNAL;
    INSERT INTO "large rows" SELECT g, repeat('x', 100000) FROM generate_series(1, 200) g;
    CREATE TABLE parted (id int, body text) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (1000);
    ALTER TABLE part ALTER body SET STORAGE EXTERNAL; INSERT INTO parted SELECT g, repeat('x', 100000) FROM generate_series(1, 200) g;
    CREATE TABLE fresh (id int)`)
  await db.query('VACUUM ANALYZE')
  await using client = await connectSource(parseSourceUrl(db.url, {}), {
    role: 'test',
    signal: new AbortController().signal,
  })
  const { signal } = new AbortController()
  const table = (name: string) => ({ kind: 'table', table: { schema: 'public', name }, where: [] }) as const
  for (const name of ['large rows', 'parted']) {
    const { tableRows, firstChunkRows: rows } = await readSourceSize(client, { source: table(name) }, signal)
    expect(tableRows).toBe(200)
    expect(rows).toBeGreaterThanOrEqual(20)
    expect(rows).toBeLessThan(25)
  }
  expect(await readSourceSize(client, { source: table('fresh') }, signal)).toEqual({
    tableRows: null,
    firstChunkRows: 2_000,
  })
  const branches = ['large rows', 'fresh'].map((name) => ({
    name,
    table: { schema: 'public', name },
    where: [],
    columns: {},
  }))
  const union = await readSourceSize(client, { source: { kind: 'union', branches } }, signal)
  expect(union.firstChunkRows).toBeLessThan(25)
})
