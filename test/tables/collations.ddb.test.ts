import { expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { allColumns, count, lookup } from '../../src/mapping/build/attributes.ts'
import { keepFirst } from '../../src/mapping/build/duplicates.ts'
import { one } from '../../src/mapping/build/sources.ts'
import { defineMapping } from '../../src/mapping/define-mapping.ts'
import { moveDatabase, refusalOf } from '../moved-database.ts'

const table = { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' } as const

test('rows fold by texts in another order than that of their bytes, with NULLs and empty texts among them, in chunks of two', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE notes (id int PRIMARY KEY, tag text COLLATE "de-x-icu", word text COLLATE "und-x-icu", body text);
    CREATE INDEX ON notes (tag);
    INSERT INTO notes SELECT n, (array['ä','a','Z','z','co-op','coop',NULL,'','ß','ss'])[1 + n % 10], (array['É','e',NULL,'E'])[1 + n % 4], 'body ' || n FROM generate_series(1, 200) n`)
  const mapping = defineMapping({ name: 'notes', table, entities: { NOTE: { group: 'notes', from: 'notes', key: { pk: 'TAG#{tag|escape}', sk: 'WORD#{word|escape}' }, duplicates: keepFirst(), attributes: { ...allColumns() } } } })
  const { items, rejects, run } = await moveDatabase(database, mapping, { rowsPerChunk: 2 })
  const [expected] = await database.query<{ items: number; rejects: number }>(`
    SELECT count(DISTINCT (tag COLLATE "C", word COLLATE "C")) FILTER (WHERE tag <> '' AND word <> '')::int AS items, count(*) FILTER (WHERE tag IS NULL OR tag = '' OR word IS NULL)::int AS rejects FROM notes`)
  expect(items).toHaveLength(expected?.items ?? -1)
  // Rows with an empty text fold before the key refuses them: those that did count as collapsed.
  expect(rejects.length + (run.summary.entities[0]?.collapsed ?? 0) + items.length).toBe(200)
  expect(new Set(rejects.map(({ reason }) => reason.code))).toEqual(new Set(['VALUE_KEY_NULL', 'VALUE_KEY_EMPTY']))
})

test('a collation that calls different texts equal cannot tell rows apart by their key', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE TABLE words (word text COLLATE no_case, n int NOT NULL);
    INSERT INTO words VALUES ('a', 1), ('A', 2), ('b', 3)`)
  const mapping = defineMapping({ name: 'words', table, entities: { WORD: { group: 'words', from: 'words', key: { pk: 'WORD#{word}', sk: 'METADATA' }, duplicates: keepFirst({ by: 'n' }), attributes: { ...allColumns() } } } })
  expect(await refusalOf(database, mapping)).toMatchObject({ code: 'MAPPING_INVALID', detail: expect.stringContaining('MAPPING_IDENTITY_TYPE') })
})

test('an extension in a schema off the search path: its own equality and order hold in chunks, look-ups and counts', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE SCHEMA "Ext 1"; CREATE EXTENSION citext SCHEMA "Ext 1"; CREATE EXTENSION ltree SCHEMA "Ext 1";
    CREATE TABLE people (mail "Ext 1".citext PRIMARY KEY, path "Ext 1".ltree UNIQUE, nick text);
    CREATE TABLE visits (id int PRIMARY KEY, mail "Ext 1".citext NOT NULL REFERENCES people, path "Ext 1".ltree);
    CREATE TABLE nodes (path "Ext 1".ltree PRIMARY KEY);
    INSERT INTO people SELECT CASE n % 3 WHEN 0 THEN 'User' WHEN 1 THEN 'uSER' ELSE 'aNNA' END || n, ('a.b' || n)::"Ext 1".ltree, 'nick ' || n FROM generate_series(1, 60) n;
    INSERT INTO nodes SELECT path FROM people;
    INSERT INTO visits SELECT row_number() OVER (), upper(mail::text)::"Ext 1".citext, path FROM people`)
  const mapping = defineMapping({
    name: 'elsewhere',
    table,
    entities: {
      PERSON: { group: 'people', from: 'people', key: { pk: 'PERSON#{mail}', sk: 'METADATA' }, attributes: { ...allColumns(), visits: count('visits', { mail: 'mail' }) } },
      NODE: { group: 'people', from: 'nodes', key: { pk: 'NODE#{path}', sk: 'METADATA' }, attributes: {} },
      VISIT: { group: 'visits', from: 'visits', key: { pk: 'VISIT#{id}', sk: 'METADATA' }, lookups: { person: one('people', { mail: 'mail' }) }, attributes: { ...allColumns(), nick: lookup('person.nick') } },
    },
  })
  const { items, run } = await moveDatabase(database, mapping, { rowsPerChunk: 4 })
  expect(items).toHaveLength(180)
  expect(items.filter((item) => item.type?.S === 'PERSON').map((item) => item.visits?.N)).toEqual(Array.from({ length: 60 }, () => '1'))
  expect(items.filter((item) => item.type?.S === 'VISIT' && item.nick === undefined)).toEqual([])
  expect(run.summary.entities.map(({ lookupsMissed }) => lookupsMissed)).toEqual([{}, {}, {}])
})
