import { expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { buildLoadQuery } from './build-load-query.ts'
import { connectSource } from './connect.ts'
import { ascending, column, entity, here, int8, relation, table, text } from './load-query.fixture.ts'
import { boundariesQuery } from './plan-query.ts'
import { parseSourceUrl } from './source-config.ts'

const signal = new AbortController().signal
const low = '20000'
const high = '20100'

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
    chunkBy: { column: 'id', type: int8, nullable: false, indexed: true, unique: true },
    lookups: [{ name: 'owner', table: table('users'), on: [{ column: 'id', equals: here('owner') }] }],
    values: [
      column('id', int8, false),
      { kind: 'lookup', lookup: 0, column: 'name', type: text },
      { kind: 'count', relation: relation('edges', { main_id: here('id') }), distinct: 'user_id', type: int8 },
      { kind: 'count', relation: relation('edges', { user_id: here('owner') }), distinct: null, type: int8 },
    ],
  })
  const plan = await explain(buildLoadQuery(node, { kind: 'range', low, high }).sql)
  expect(plan).not.toMatch(/Seq Scan on (main|edges)/)
  expect(plan).toContain(`(main_id >= '${low}'::bigint)`)

  const edge = entity({
    source: { kind: 'table', table: table('edges'), where: [] },
    identity: { kind: 'grouped', columns: ['main_id', 'user_id'], policy: 'first', orderBy: ascending('id') },
    chunkBy: { column: 'main_id', type: int8, nullable: false, indexed: true, unique: false },
    lookups: [{ name: 'user', table: table('users'), on: [{ column: 'id', equals: here('user_id') }] }],
    values: [column('main_id', int8, false), { kind: 'lookup', lookup: 0, column: 'name', type: text }],
  })
  expect(await explain(buildLoadQuery(edge, { kind: 'range', low, high }).sql)).not.toContain('Seq Scan on edges')

  // Planning reads the index in order: no sort, whatever the size of the table.
  if (node.chunkBy === null) throw new Error('unreachable')
  const boundaries = await explain(boundariesQuery(node, node.chunkBy, { kind: 'all' }, 1000))
  expect(boundaries).toMatch(/Index Only Scan using main_pkey/)
  expect(boundaries).not.toContain('Sort')
})
