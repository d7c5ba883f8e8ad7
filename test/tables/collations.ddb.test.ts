import { expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import {
  allColumns,
  column,
  count,
  gather,
  greatest,
  least,
  lookup,
  present,
} from '../../src/mapping/language/attributes.ts'
import { keepFirst } from '../../src/mapping/language/duplicates.ts'
import { one, sql, union } from '../../src/mapping/language/sources.ts'
import { defineMapping } from '../../src/mapping/define-mapping.ts'
import { moveDatabase, refusalOf } from '../moved-database.ts'

const table = { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' } as const

test('rows fold by texts in another order than that of their bytes, with NULLs and empty texts among them, in chunks of two', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE notes (id int PRIMARY KEY, tag text COLLATE "de-x-icu", word text COLLATE "und-x-icu", body text);
    CREATE INDEX ON notes (tag);
    INSERT INTO notes SELECT n, (array['ä','a','Z','z','co-op','coop',NULL,'','ß','ss'])[1 + n % 10], (array['É','e',NULL,'E'])[1 + n % 4], 'body ' || n FROM generate_series(1, 200) n`)
  const mapping = defineMapping({
    name: 'notes',
    table,
    entities: {
      NOTE: {
        group: 'notes',
        from: 'notes',
        key: { pk: 'TAG#{tag|escape}', sk: 'WORD#{word|escape}' },
        duplicates: keepFirst(),
        attributes: { ...allColumns() },
      },
    },
  })
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
  const mapping = defineMapping({
    name: 'words',
    table,
    entities: {
      WORD: {
        group: 'words',
        from: 'words',
        key: { pk: 'WORD#{word}', sk: 'METADATA' },
        duplicates: keepFirst({ by: 'n' }),
        attributes: { ...allColumns() },
      },
    },
  })
  expect(await refusalOf(database, mapping)).toMatchObject({
    code: 'MAPPING_INVALID',
    detail: expect.stringContaining('MAPPING_IDENTITY_TYPE'),
  })
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
      PERSON: {
        group: 'people',
        from: 'people',
        key: { pk: 'PERSON#{mail}', sk: 'METADATA' },
        attributes: { ...allColumns(), visits: count('visits', { mail: 'mail' }) },
      },
      NODE: { group: 'people', from: 'nodes', key: { pk: 'NODE#{path}', sk: 'METADATA' }, attributes: {} },
      VISIT: {
        group: 'visits',
        from: 'visits',
        key: { pk: 'VISIT#{id}', sk: 'METADATA' },
        lookups: { person: one('people', { mail: 'mail' }) },
        attributes: { ...allColumns(), nick: lookup('person.nick') },
      },
    },
  })
  const { items, run } = await moveDatabase(database, mapping, { rowsPerChunk: 4 })
  expect(items).toHaveLength(180)
  expect(items.filter((item) => item.type?.S === 'PERSON').map((item) => item.visits?.N)).toEqual(
    Array.from({ length: 60 }, () => '1'),
  )
  expect(items.filter((item) => item.type?.S === 'VISIT' && item.nick === undefined)).toEqual([])
  expect(run.summary.entities.map(({ lookupsMissed }) => lookupsMissed)).toEqual([{}, {}, {}])
})

test('columns of different collations meet in look-ups, counters and lists, through look-ups, unions and queries; every text finds its own', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE people (nick text COLLATE "de-x-icu" PRIMARY KEY, code varchar(20) COLLATE "fr-x-icu" NOT NULL UNIQUE, boss name);
    CREATE TABLE titles (code text COLLATE "und-x-icu" PRIMARY KEY, title text);
    CREATE TABLE posts (id int PRIMARY KEY, author text COLLATE "und-x-icu", editor text, boss text COLLATE "de-x-icu");
    CREATE TABLE likes (id int PRIMARY KEY, nick text COLLATE "fr-x-icu" NOT NULL, tag text COLLATE "C");
    CREATE TABLE follows (id int PRIMARY KEY, nick text COLLATE "und-x-icu" NOT NULL, tag text COLLATE "de-x-icu");
    CREATE INDEX ON likes (nick);
    INSERT INTO people SELECT v || n, 'c' || v || n, 'B' || n % 3 FROM generate_series(1, 10) n, unnest(array['a','A','ä','z','co-op','coop']) v;
    INSERT INTO titles SELECT code, 'title of ' || code FROM people WHERE nick LIKE '%1';
    INSERT INTO posts SELECT row_number() OVER (), nick, nick, boss FROM people UNION ALL SELECT 1000, 'nobody', NULL, NULL;
    INSERT INTO likes SELECT row_number() OVER (), nick, 'l' FROM people, generate_series(1, 2);
    INSERT INTO follows SELECT row_number() OVER (), nick, 'f' FROM people WHERE nick LIKE 'a%' OR nick LIKE 'A%'`)
  const mapping = defineMapping({
    name: 'meeting',
    table,
    entities: {
      PERSON: {
        group: 'people',
        from: 'people',
        key: { pk: 'PERSON#{nick|escape}', sk: 'METADATA' },
        attributes: {
          ...allColumns(),
          likes: count('likes', { nick: 'nick' }),
          both: count(['likes', 'follows'], { nick: 'nick' }),
          tags: gather('follows', 'id', { nick: 'nick' }),
          edited: count('posts', { editor: 'nick' }),
          led: count('posts', { boss: 'boss' }),
        },
      },
      POST: {
        group: 'posts',
        from: 'posts',
        key: { pk: 'POST#{id}', sk: 'METADATA' },
        lookups: { author: one('people', { nick: 'author' }), title: one('titles', { code: 'author.code' }) },
        attributes: {
          ...allColumns(),
          code: lookup('author.code'),
          title: lookup('title.title'),
          follows: count('follows', { nick: 'author.nick' }),
        },
      },
      TOUCH: {
        group: 'edges',
        from: union({ liked: 'likes', followed: 'follows' }),
        key: { pk: 'TOUCH#{nick|escape}', sk: 'METADATA' },
        lookups: { person: one('people', { nick: 'nick' }) },
        attributes: {
          nick: column('nick'),
          liked: present('liked'),
          least: least('tag'),
          greatest: greatest('tag'),
          code: lookup('person.code'),
        },
      },
      QUERY: {
        group: 'edges',
        from: sql("SELECT p.author || '' AS author, p.id FROM posts p WHERE p.author IS NOT NULL", {
          columns: { id: 'int4', author: 'text' },
          key: ['id'],
        }),
        key: { pk: 'QUERY#{id}', sk: 'METADATA' },
        lookups: { person: one('people', { nick: 'author' }) },
        attributes: { ...allColumns(), code: lookup('person.code') },
      },
    },
  })
  for (const rowsPerChunk of [7, 1000]) {
    const { items, run } = await moveDatabase(database, mapping, { rowsPerChunk })
    const of = (type: string) => items.filter((item) => item.type?.S === type)
    expect(of('PERSON').map(({ likes, edited, led }) => [likes?.N, edited?.N, led?.N])).toEqual(
      Array.from({ length: 60 }, () => ['2', '1', expect.stringMatching(/^(18|24)$/)]),
    )
    expect(of('PERSON').filter(({ both }) => both?.N === '3')).toHaveLength(20)
    expect(
      of('POST').filter(
        ({ author, code, title }) =>
          author?.S !== 'nobody' &&
          (code?.S !== `c${author?.S ?? ''}` || (title !== undefined && title.S !== `title of ${code.S}`)),
      ),
    ).toEqual([])
    expect(of('POST').filter(({ title }) => title !== undefined)).toHaveLength(6)
    expect(of('TOUCH')).toHaveLength(60)
    expect(of('TOUCH').filter(({ nick, code }) => code?.S !== `c${nick?.S ?? ''}`)).toEqual([])
    expect(
      of('TOUCH')
        .map(({ least: low, greatest: high }) => `${low?.S ?? ''}${high?.S ?? ''}`)
        .sort(),
    ).toEqual([...Array.from({ length: 20 }, () => 'fl'), ...Array.from({ length: 40 }, () => 'll')])
    expect(of('QUERY').filter(({ code }) => code === undefined)).toHaveLength(1)
    expect(run.summary.entities.map(({ lookupsMissed }) => lookupsMissed)).toEqual([
      {},
      { author: 1, title: 54 },
      {},
      { person: 1 },
    ])
  }
})

test('where one of two collations calls different texts equal, the related column decides: no row is found twice, and it is said', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE TABLE exact (nick text PRIMARY KEY, n int); INSERT INTO exact VALUES ('a', 1), ('A', 2), ('b', 3);
    CREATE TABLE folded (nick text COLLATE no_case PRIMARY KEY, n int); INSERT INTO folded VALUES ('A', 4), ('b', 5);
    CREATE TABLE notes (id int PRIMARY KEY, loose text COLLATE no_case, strict text COLLATE "de-x-icu"); INSERT INTO notes VALUES (1, 'a', 'a'), (2, 'A', 'A'), (3, 'B', 'B')`)
  const mapping = defineMapping({
    name: 'folding',
    table,
    entities: {
      NOTE: {
        group: 'notes',
        from: 'notes',
        key: { pk: 'NOTE#{id}', sk: 'METADATA' },
        lookups: { exact: one('exact', { nick: 'loose' }), folded: one('folded', { nick: 'strict' }) },
        attributes: {
          ...allColumns(),
          exact: lookup('exact.n'),
          folded: lookup('folded.n'),
          exacts: count('exact', { nick: 'loose' }),
          foldeds: count('folded', { nick: 'strict' }),
        },
      },
    },
  })
  const warnings: string[] = []
  const { items } = await moveDatabase(database, mapping, {
    onEvent: (event) => {
      if (event.kind === 'warning') warnings.push(`${event.code} ${event.detail}`)
    },
  })
  const byId = items.toSorted((one_, two) => Number(one_.id?.N) - Number(two.id?.N))
  expect(byId.map(({ exact, folded, exacts, foldeds }) => [exact?.N, folded?.N, exacts?.N, foldeds?.N])).toEqual([
    ['1', '4', '1', '1'],
    ['2', '4', '1', '1'],
    [undefined, '5', '0', '1'],
  ])
  expect(warnings.filter((text) => text.startsWith('MAPPING_COLLATIONS_DIFFER'))).toHaveLength(4)
  expect(warnings.join('\n')).toContain('folded.nick')

  const mixed = defineMapping({
    name: 'mixed',
    table,
    entities: {
      NOTE: {
        group: 'notes',
        from: 'notes',
        key: { pk: 'NOTE#{id}', sk: 'METADATA' },
        attributes: { both: count(['exact', 'folded'], { nick: 'strict' }) },
      },
    },
  })
  expect(await refusalOf(database, mixed)).toMatchObject({
    code: 'MAPPING_INVALID',
    detail: expect.stringContaining('MAPPING_COLLATIONS_MIXED'),
  })
})
