import { expect, test } from 'vitest'
import { serverMajor } from '../../servers/server-major.ts'
import { testDatabase } from '../../servers/test-database.ts'
import { failOnDuplicate, keepFirst, keepLast } from '../../src/mapping/language/duplicates.ts'
import { descending } from '../../src/mapping/language/conditions.ts'
import type { RunEvent } from '../../src/run/run-event.ts'
import { moveDatabase, refusalOf } from '../moved-database.ts'
import { plainEntity, plainMapping } from './plain-mapping.ts'

test('a unique key takes the place of the primary key; a nullable, partial, deferrable or expression one does not', async () => {
  await using database = await testDatabase()
  // PostgreSQL 15 brought NULLS NOT DISTINCT; before, such a key is like any other that is nullable.
  const nullsToo = (await serverMajor(database)) >= 15 ? 'UNIQUE NULLS NOT DISTINCT' : 'UNIQUE'
  await database.query(`
    CREATE TABLE sound (code text NOT NULL UNIQUE, v int);
    CREATE TABLE nullable (code text UNIQUE, v int);
    CREATE TABLE partial (code text NOT NULL, v int); CREATE UNIQUE INDEX ON partial (code) WHERE v > 0;
    CREATE TABLE late (code text NOT NULL UNIQUE DEFERRABLE, v int);
    CREATE TABLE lowered (code text NOT NULL, v int); CREATE UNIQUE INDEX ON lowered (lower(code));
    CREATE TABLE nulls_too (code text ${nullsToo}, v int);
    INSERT INTO sound SELECT 'c' || n, n FROM generate_series(1, 30) n;
    INSERT INTO nullable SELECT nullif('c' || n % 20, 'c7'), n FROM generate_series(1, 19) n; INSERT INTO nullable VALUES (NULL, 5), (NULL, 5);
    INSERT INTO partial SELECT 'c' || n % 10, -n FROM generate_series(1, 30) n;
    INSERT INTO late SELECT 'c' || n, n FROM generate_series(1, 30) n;
    INSERT INTO lowered SELECT CASE WHEN n % 2 = 0 THEN 'C' ELSE 'c' END || n, n FROM generate_series(1, 30) n;
    INSERT INTO nulls_too VALUES ('a', 1), (NULL, 2)`)
  const events: RunEvent[] = []
  const names = ['sound', 'nullable', 'partial', 'late', 'lowered', 'nulls_too']
  const { run, rejects } = await moveDatabase(
    database,
    plainMapping(Object.fromEntries(names.map((name) => [name, plainEntity(name, ['code'])]))),
    { rowsPerChunk: 4, onEvent: (event) => events.push(event) },
  )
  expect(
    run.summary.entities.map(({ entity, written, collapsed, rejected }) => [entity, written, collapsed, rejected]),
  ).toEqual([
    ['sound', 30, 0, 0],
    ['nullable', 18, 0, 3],
    ['partial', 10, 20, 0],
    ['late', 30, 0, 0],
    ['lowered', 30, 0, 0],
    ['nulls_too', 1, 0, 1],
  ])
  expect(new Set(rejects.map(({ reason }) => reason.code))).toEqual(new Set(['VALUE_KEY_NULL']))
  const folded = events.flatMap((event) =>
    event.kind === 'warning' && event.code === 'MAPPING_WITHOUT_PRIMARY_KEY' ? [event.detail] : [],
  )
  expect(folded.toSorted()).toEqual(['late', 'lowered', 'nullable', 'nulls_too', 'partial'])
})

test('without any key rows fold by what the key says, the same ones in every run, or the run refuses to', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE log (at timestamptz, line text, doc json, level int);
    INSERT INTO log SELECT timestamptz '2024-01-01Z' + (n % 25) * interval '1 s', 'line ' || n % 7, NULL, n % 5 FROM generate_series(1, 100) n;
    INSERT INTO log SELECT * FROM log LIMIT 10; INSERT INTO log VALUES (NULL, 'x', '{}', 1), (NULL, 'x', '{}', 1)`)
  const mapping = (duplicates: NonNullable<Parameters<typeof plainEntity>[2]>['duplicates']) =>
    plainMapping({ LOG: plainEntity('log', ['at'], duplicates === undefined ? {} : { duplicates }) })
  const levels = async (duplicates: Parameters<typeof mapping>[0]) => {
    const { items, run } = await moveDatabase(database, mapping(duplicates), { rowsPerChunk: 3 })
    expect(run.summary.entities).toMatchObject([{ read: 112, written: 25, collapsed: 85, rejected: 2 }])
    return items.map((item) => [item.at?.S, item.line?.S]).toSorted()
  }
  expect(await levels(undefined)).toEqual(await levels(keepFirst({ by: ['line', 'level'] })))
  expect(await levels(keepFirst({ by: descending('line') }))).toEqual(await levels(keepLast({ by: 'line' })))
  expect(await refusalOf(database, mapping(failOnDuplicate()), { rowsPerChunk: 3 })).toMatchObject({
    code: 'SOURCE_DUPLICATES',
  })
})

test('a key that says nothing of the row is refused by name', async () => {
  await using database = await testDatabase()
  await database.query('CREATE TABLE bag (a int, b int)')
  const bag = (pk: string) => plainMapping({ BAG: { ...plainEntity('bag', []), key: { pk, sk: 'METADATA' } } })
  expect(await refusalOf(database, bag('BAG'))).toMatchObject({
    code: 'MAPPING_INVALID',
    detail: expect.stringContaining('MAPPING_KEY_CONSTANT'),
  })
  expect(await refusalOf(database, bag('BAG#{a}{b}'))).toMatchObject({
    code: 'MAPPING_INVALID',
    detail: expect.stringContaining('MAPPING_KEY_AMBIGUOUS'),
  })
  expect(await refusalOf(database, bag('BAG#{ctid}'))).toMatchObject({
    code: 'MAPPING_INVALID',
    detail: expect.stringContaining('MAPPING_UNKNOWN_COLUMN'),
  })
})
