import { describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../../servers/test-database.ts'
import { defineMapping } from '../../mapping/define-mapping.ts'
import { count, exists, gather, lookup, sum } from '../../mapping/language/attributes.ts'
import { isIn } from '../../mapping/language/conditions.ts'
import { one } from '../../mapping/language/sources.ts'
import { resolveMapping } from '../../mapping/resolve-mapping.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import { readCatalog } from '../catalog/read-catalog.ts'
import type { KeyBound } from '../chunks/chunk.ts'
import { connectSource, type SourceClient } from '../connection/connect.ts'
import { parseSourceUrl } from '../connection/source-config.ts'
import { buildLoadQuery } from './build-load-query.ts'
import { planSetting } from './plan-setting.ts'
import { planCost, type PlanCost } from './plan-cost.fixture.ts'

const { signal } = new AbortController()
const mainRows = 6_000
/** Rows that a plan may handle for each row of the chunk: the nodes of a good plan give a few rows each. */
const rowsPerRow = 100

/** `key` writes the n-th value of the type; values scatter, as those of a real key do. */
const keyTypes: Readonly<Record<string, (n: string) => string>> = {
  int8: (n) => `(${n})::int8`,
  uuid: (n) => `md5((${n})::text)::uuid`,
  text: (n) => `'key ' || md5((${n})::text)`,
  citext: (n) => `('Key ' || md5((${n})::text))::citext`,
  date: (n) => `date '1900-01-01' + (${n})::int4`,
  numeric: (n) => `(${n})::numeric / 8`,
}

const fill = (key: (n: string) => string): string => `
  INSERT INTO users SELECT ${key('g')}, 'name ' || g FROM generate_series(0, ${mainRows - 1}) g;
  INSERT INTO main SELECT ${key('g')}, ${key(`g * 7 % ${mainRows}`)}, 'live', repeat('x', 60) FROM generate_series(1, ${mainRows}) g;
  INSERT INTO edges SELECT g, ${key('g / 3')}, ${key(`g * 11 % ${mainRows}`)}, 'live', g FROM generate_series(1, ${3 * mainRows}) g;`

/** What the planner knows about the tables, from well to worse than nothing. */
const statistics: Readonly<Record<string, (key: (n: string) => string) => readonly string[]>> = {
  good: (key) => [fill(key), 'VACUUM ANALYZE'],
  none: (key) => [fill(key)],
  'of the empty tables': (key) => ['VACUUM ANALYZE users, main, edges', fill(key)],
  'of tables that held one value': (key) => [
    `INSERT INTO edges SELECT g, ${key('1')}, ${key('1')}, 'state ' || g, g FROM generate_series(1, 3000) g;
     INSERT INTO users SELECT ${key('1')}, 'name';
     INSERT INTO main SELECT ${key('g')}, ${key('1')}, 'state ' || g, 'x' FROM generate_series(1, 3000) g`,
    'ANALYZE users, main, edges',
    `TRUNCATE users, main, edges; ${fill(key)}`,
  ],
}

async function open(db: TestDatabase): Promise<SourceClient> {
  return connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
}

async function createTables(db: TestDatabase, type: string): Promise<void> {
  await db.query(`
    CREATE EXTENSION IF NOT EXISTS citext;
    DROP TABLE IF EXISTS users, main, edges;
    CREATE TABLE users (id ${type} PRIMARY KEY, name text) WITH (autovacuum_enabled = false);
    CREATE TABLE main (id ${type} PRIMARY KEY, owner ${type} NOT NULL, state text, title text) WITH (autovacuum_enabled = false);
    CREATE TABLE edges (id int8 PRIMARY KEY, main_id ${type} NOT NULL, user_id ${type} NOT NULL, state text, weight int4) WITH (autovacuum_enabled = false);
    CREATE INDEX ON main (state); CREATE INDEX ON edges (state); CREATE INDEX ON edges (main_id); CREATE INDEX ON edges (user_id)`)
}

/** Counters, sums, lists and look-ups, over the chunk's key and over another column, with and without conditions. */
const mapping = defineMapping({
  name: 'costs',
  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
  entities: {
    MAIN: {
      group: 'main',
      from: 'main',
      where: { state: isIn('live') },
      key: { pk: 'MAIN#{id}', sk: 'X' },
      lookups: { owner: one('users', { id: 'owner' }) },
      attributes: {
        name: lookup('owner.name'),
        edges: count('edges', { main_id: 'id' }),
        live: count('edges', { main_id: 'id' }, { where: { state: isIn('live') } }),
        weight: sum('edges', 'weight', { main_id: 'id' }),
        users: gather('edges', 'user_id', { main_id: 'id' }),
        owned: count('edges', { user_id: 'owner' }, { where: { state: isIn('live') } }),
        paired: exists('edges', { main_id: 'id', user_id: 'owner' }),
      },
    },
  },
})

async function entityOf(client: SourceClient): Promise<ResolvedEntity> {
  const [entity] = resolveMapping(mapping, await readCatalog(client, signal)).mapping.entities
  if (entity === undefined) throw new Error('the mapping has one entity')
  return entity
}

async function costOf(client: SourceClient, entity: ResolvedEntity, from: number, rows: number): Promise<PlanCost> {
  const bounds = await client.rows(
    `SELECT id::text AS bound FROM main ORDER BY main.id OFFSET ${from} LIMIT ${rows + 1}`,
  )
  const bound = (at: number): KeyBound => (bounds[at] ?? []).map((value) => value ?? '')
  const range = { kind: 'range', low: bound(0), high: bound(rows) } as const
  const { sql, plans } = buildLoadQuery(entity, range)
  await client.begin('READ COMMITTED')
  await client.rows(planSetting(plans))
  expect(await client.rows(sql)).toHaveLength(rows)
  const cost = await planCost(client, sql)
  await client.rollback()
  return cost
}

describe.each(Object.entries(keyTypes))('a chunk of a table whose key is %s', (type, key) => {
  test('costs what its rows cost, whatever the planner expects of them', async () => {
    await using db = await testDatabase()
    for (const [state, prepare] of Object.entries(statistics)) {
      await createTables(db, type)
      for (const sql of prepare(key)) await db.query(sql)
      await using client = await open(db)
      const entity = await entityOf(client)
      const small = await costOf(client, entity, 2_000, 50)
      const large = await costOf(client, entity, 2_000, 200)
      expect(small.rows, `statistics ${state}\n${small.text}`).toBeLessThan(50 * rowsPerRow)
      expect(large.rows, `statistics ${state}\n${large.text}`).toBeLessThan(200 * rowsPerRow)
    }
  })
})
