import { expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { count, lookup } from '../../mapping/language/attributes.ts'
import { one } from '../../mapping/language/sources.ts'
import { defineMapping } from '../../mapping/define-mapping.ts'
import { resolveMapping } from '../../mapping/resolve-mapping.ts'
import { hasIndexIn } from '../../validate/expected/has-index-in.ts'
import { buildReferenceQuery } from '../../validate/expected/reference-query.ts'
import { buildLoadQuery } from './build-load-query.ts'
import { connectSource } from '../connection/connect.ts'
import { ascending, chunkBy, column, entity, here, int8, relation, table, text } from './load-query.fixture.ts'
import { boundQuery, countQuery, seekByIndexSettings } from '../chunks/bound-queries.ts'
import { readCatalog } from '../catalog/read-catalog.ts'
import { parseSourceUrl } from '../connection/source-config.ts'

const signal = new AbortController().signal
const low = ['20000']
const high = ['20100']

/**
 * A chunk must cost what its rows cost, not what the table costs. Asked of the planner itself: no table that grows with
 * the database may be read whole for a chunk of one in a thousand of its rows.
 */
test('a chunk is read through indexes: its rows, its look-ups, its related rows', async () => {
  await using db = await testDatabase()
  await db.query(`
    CREATE TABLE main (id int8 PRIMARY KEY, owner int8 NOT NULL, title text);
    CREATE TABLE edges (id int8 PRIMARY KEY, main_id int8 NOT NULL, user_id int8 NOT NULL);
    CREATE TABLE users (id int8 PRIMARY KEY, name text);
    INSERT INTO main SELECT g, g % 50000, repeat('x', 100) FROM generate_series(1, 100000) g;
    INSERT INTO edges SELECT g, g / 3, g % 50000 FROM generate_series(1, 300000) g;
    INSERT INTO users SELECT g, repeat('n', 50) FROM generate_series(1, 50000) g;
    CREATE INDEX ON edges (main_id); CREATE INDEX ON edges (user_id)`)
  await db.query('VACUUM ANALYZE')
  await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
  const explain = async (sql: string): Promise<string> => (await client.rows(`EXPLAIN ${sql}`)).flat().join('\n')

  const node = entity({
    source: { kind: 'table', table: table('main'), where: [] },
    chunkBy: chunkBy('id', int8, { nullable: false }),
    lookups: [{ name: 'owner', table: table('users'), on: [{ column: 'id', equals: here('owner') }], index: ['id'] }],
    values: [
      column('id', int8, false),
      { kind: 'lookup', lookup: 0, column: 'name', type: text },
      {
        kind: 'count',
        relation: relation('edges', { main_id: here('id') }, ['main_id']),
        distinct: 'user_id',
        type: int8,
      },
      {
        kind: 'count',
        relation: relation('edges', { user_id: here('owner') }, ['user_id']),
        distinct: null,
        type: int8,
      },
    ],
  })
  const plan = await explain(buildLoadQuery(node, { kind: 'range', low, high }).sql)
  expect(plan).not.toMatch(/Seq Scan on (main|edges)/)
  expect(plan).toContain(`(main_id >= '${low.join('')}'::bigint)`)

  const edge = entity({
    source: { kind: 'table', table: table('edges'), where: [] },
    identity: { kind: 'grouped', columns: ['main_id', 'user_id'], policy: 'first', orderBy: ascending('id') },
    chunkBy: chunkBy('main_id', int8, { nullable: false }),
    lookups: [{ name: 'user', table: table('users'), on: [{ column: 'id', equals: here('user_id') }], index: ['id'] }],
    values: [column('main_id', int8, false), { kind: 'lookup', lookup: 0, column: 'name', type: text }],
  })
  expect(await explain(buildLoadQuery(edge, { kind: 'range', low, high }).sql)).not.toContain('Seq Scan on edges')

  // A bound is read off the index in order: no sort, whatever the size of the table.
  if (node.chunkBy === null) throw new Error('unreachable')
  await client.begin('READ COMMITTED')
  for (const setting of seekByIndexSettings) await client.rows(setting)
  const bound = await explain(boundQuery(node, node.chunkBy, { kind: 'range', low, high: null }, 1000))
  expect(bound).toMatch(/Index Only Scan using main_pkey/)
  expect(bound).not.toContain('Sort')
  await client.rollback()
  expect(await explain(countQuery(node, { kind: 'range', low, high }))).toMatch(/Index Only Scan using main_pkey/)
})

test('columns whose collations differ still meet by the index of the related one, and those that agree are compared as they are', async () => {
  await using db = await testDatabase()
  await db.query(`
    CREATE TABLE users (nick text COLLATE "de-x-icu" PRIMARY KEY, name text);
    CREATE TABLE likes (id int8 PRIMARY KEY, nick text COLLATE "fr-x-icu");
    CREATE TABLE posts (id int8 PRIMARY KEY, author text COLLATE "und-x-icu", editor text COLLATE "de-x-icu");
    INSERT INTO users SELECT 'u' || g, repeat('n', 50) FROM generate_series(1, 50000) g;
    INSERT INTO likes SELECT g, 'u' || g % 50000 FROM generate_series(1, 200000) g;
    INSERT INTO posts SELECT g, 'u' || g, 'u' || g FROM generate_series(1, 50000) g;
    CREATE INDEX ON likes (nick)`)
  await db.query('VACUUM ANALYZE')
  await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
  const mapping = defineMapping({
    name: 'plans',
    table: { partitionKey: 'pk', entityType: 'type' },
    entities: {
      POST: {
        group: 'posts',
        from: 'posts',
        key: { pk: 'POST#{id}' },
        lookups: { author: one('users', { nick: 'author' }), editor: one('users', { nick: 'editor' }) },
        attributes: {
          name: lookup('author.name'),
          other: lookup('editor.name'),
          likes: count('likes', { nick: 'author' }),
        },
      },
    },
  })
  const catalog = await readCatalog(client, signal)
  const [post] = resolveMapping(mapping, catalog).mapping.entities
  if (post === undefined) throw new Error('unreachable')
  const hasIndex = hasIndexIn(catalog)
  const load = buildLoadQuery(post, { kind: 'range', low: ['200'], high: ['210'] }).sql
  const proof = buildReferenceQuery(post, { hasIndex, filter: (alias) => `${alias}.id BETWEEN 200 AND 209` }).sql
  for (const sql of [load, proof]) {
    const plan = (await client.rows(`EXPLAIN ${sql}`)).flat().join('\n')
    expect(plan).not.toMatch(/Seq Scan on (users|likes|posts)/)
    expect(sql).toContain('COLLATE "pg_catalog"."de-x-icu"')
    // The editor's collation is that of the key: nothing is said, so nothing can go wrong.
    expect(sql.match(/l1\."nick" = \S+( COLLATE)?/)?.[1]).toBeUndefined()
    expect((await client.rows(sql)).map((row) => row.slice(1, 4))).toEqual(
      Array.from({ length: 10 }, () => [expect.stringMatching(/^n+$/), expect.stringMatching(/^n+$/), '4']),
    )
  }
})
