import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { testTable } from '../../../servers/test-table.ts'
import { createTableInput } from '../../dynamodb/table/create-table-input.ts'
import { temporaryDirectory } from '../../ledger/ledger.fixture.ts'
import { allColumns } from '../../mapping/language/attributes.ts'
import { keepFirst } from '../../mapping/language/duplicates.ts'
import { defineMapping } from '../../mapping/define-mapping.ts'
import { resolveTable } from '../../mapping/resolve-table.ts'
import { migrate } from '../migrate.ts'
import { itemsOf, shopOptions } from '../small-shop.fixture.ts'
import { retryRejects } from './retry-rejects.ts'

const never = new AbortController().signal
const ignore = (): void => undefined
const long = "repeat('x', 420000)"

const mapping = defineMapping({
  name: 'keys',
  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
  entities: {
    // A key whose text is not read back: every row is read.
    EVENT: { group: 'g', from: 'events', key: { pk: 'EVENT#{at}', sk: 'X' }, attributes: { ...allColumns() } },
    // No key at all: a rejected row is named by NULL.
    BARE: { group: 'g', from: 'bare', key: { pk: 'BARE#{name}', sk: 'X' }, attributes: { ...allColumns() } },
    // Several rows to an item.
    VOTE: {
      group: 'g',
      from: 'votes',
      key: { pk: 'VOTE#{a}', sk: '{b}' },
      duplicates: keepFirst(),
      attributes: { ...allColumns() },
    },
  },
})

test('rows are found by keys of every kind, and a line that leads to only some of its rows stays', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE events (at timestamptz PRIMARY KEY, body text);
    INSERT INTO events SELECT timestamptz '2026-01-01 00:00:00.123456Z' + n * interval '1 hour', 'body' FROM generate_series(1, 300) n;
    UPDATE events SET body = ${long} WHERE at IN (SELECT at FROM events ORDER BY at LIMIT 2);
    CREATE TABLE bare (name text, body text);
    INSERT INTO bare VALUES ('a', 'x'), (NULL, 'y'), (NULL, 'z');
    CREATE TABLE votes (id int PRIMARY KEY, a int, b int, body text);
    INSERT INTO votes SELECT n, (n + 1) / 2, 1, CASE n % 2 WHEN 1 THEN ${long} ELSE 'short' END FROM generate_series(1, 8) n`)
  await using table = await testTable(
    createTableInput(resolveTable(mapping), { name: 'replaced', billing: { kind: 'on-demand' } }),
  )
  await using directory = await temporaryDirectory()
  const options = { ...shopOptions(database, table, directory.path), mapping }
  const run = await migrate(options, ignore, never)
  expect(run.summary.entities).toMatchObject([
    { rejected: 2 },
    { read: 3, written: 1, rejected: 2 },
    { read: 8, written: 0, collapsed: 4, rejected: 4 },
  ])
  expect(await readFile(run.rejectFile, 'utf8')).toContain('"rows":2')

  await database.query(`
    UPDATE events SET body = 'short' WHERE body = ${long};
    UPDATE bare SET name = 'b' WHERE body = 'y';
    UPDATE votes SET body = 'short' WHERE id = 1;
    DELETE FROM votes WHERE id = 3;
    UPDATE votes SET a = 99, body = 'short' WHERE id = 5;
    DELETE FROM votes WHERE id IN (7, 8)`)
  const retried = await retryRejects({ ...options, runId: run.summary.runId }, ignore, never)
  expect(
    retried.rows.map(({ entity, sourceKey, outcome }) => `${entity} ${Object.values(sourceKey)[0]} ${outcome}`),
  ).toEqual([
    'EVENT 2026-01-01T01:00:00.123456Z written',
    'EVENT 2026-01-01T02:00:00.123456Z written',
    // One row is NULL still, and the other cannot be told from a deleted one.
    'BARE null rejected',
    'BARE null untraceable',
    'VOTE 3 untraceable',
    'VOTE 7 untraceable',
    'VOTE 1 written',
    'VOTE 5 untraceable',
  ])
  expect(retried.summary.entities).toMatchObject([
    { read: 300, written: 300, rejected: 0 },
    { read: 3, written: 1, rejected: 2 },
    { read: 8, written: 1, collapsed: 4, rejected: 3 },
  ])
  const items = (await itemsOf(table)).join('\n')
  expect(items).toContain('VOTE#1')
  expect(items).toContain('VOTE#99')
  expect(retried.left).toBe(5)
}, 120_000)
