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
import { boundQuery, countQuery, seekByIndexSettings } from '../chunks/bound-queries.ts'
import { buildLoadQuery } from './build-load-query.ts'
import { planSetting } from './plan-setting.ts'
import { planCost, type PlanCost } from './plan-cost.fixture.ts'

const { signal } = new AbortController()
const perTenant = 3_000
/** Rows that a plan may handle for each row of the chunk: the nodes of a good plan give a few rows each. */
const rowsPerRow = 100

interface KeyShape {
  readonly tenant: string
  readonly id: string
  /** Write the value of a number. */
  readonly tenantOf: (n: string) => string
  readonly idOf: (n: string) => string
  readonly tenants: number
}

const int8 = (n: string): string => `(${n})::int8`
const uuid = (n: string): string => `md5((${n})::text)::uuid`
const text = (n: string): string => `'key ' || md5((${n})::text)`

const shapes: Readonly<Record<string, KeyShape>> = {
  'one tenant, int8 and int8': { tenant: 'int8', id: 'int8', tenantOf: int8, idOf: int8, tenants: 1 },
  'two tenants, uuid and uuid': { tenant: 'uuid', id: 'uuid', tenantOf: uuid, idOf: uuid, tenants: 2 },
  'two tenants, text and int8': { tenant: 'text', id: 'int8', tenantOf: text, idOf: int8, tenants: 2 },
  'two tenants, int8 and text': { tenant: 'int8', id: 'text', tenantOf: int8, idOf: text, tenants: 2 },
}

const fill = ({ tenantOf, idOf, tenants }: KeyShape): string => {
  const from = (rows: number): string => `generate_series(1, ${tenants}) t, generate_series(1, ${rows}) g`
  return `
  INSERT INTO users SELECT ${tenantOf('t')}, ${idOf('g')}, 'name ' || g FROM ${from(perTenant)};
  INSERT INTO main SELECT ${tenantOf('t')}, ${idOf('g')}, ${idOf(`1 + g * 7 % ${perTenant}`)}, 'live', repeat('x', 60) FROM ${from(perTenant)};
  INSERT INTO edges SELECT t * 100000 + g, ${tenantOf('t')}, ${idOf('g / 3')}, ${idOf(`1 + g * 11 % ${perTenant}`)}, 'live', g FROM ${from(3 * perTenant)};`
}

/** What the planner knows about the tables, from well to worse than nothing. */
const statistics: Readonly<Record<string, (shape: KeyShape) => readonly string[]>> = {
  good: (shape) => [fill(shape), 'VACUUM ANALYZE'],
  none: (shape) => [fill(shape)],
  'of the empty tables': (shape) => ['VACUUM ANALYZE users, main, edges', fill(shape)],
  'of tables that held one value': (shape) => [
    `INSERT INTO edges SELECT g, ${shape.tenantOf('1')}, ${shape.idOf('1')}, ${shape.idOf('1')}, 'state ' || g, g FROM generate_series(1, 3000) g;
     INSERT INTO users SELECT ${shape.tenantOf('1')}, ${shape.idOf('1')}, 'name';
     INSERT INTO main SELECT ${shape.tenantOf('1')}, ${shape.idOf('g')}, ${shape.idOf('1')}, 'state ' || g, 'x' FROM generate_series(1, 3000) g`,
    'ANALYZE users, main, edges',
    `TRUNCATE users, main, edges; ${fill(shape)}`,
  ],
  'of tables that held many tenants': (shape) => [
    `INSERT INTO edges SELECT g, ${shape.tenantOf('g')}, ${shape.idOf('g')}, ${shape.idOf('g')}, 'live', g FROM generate_series(1, 3000) g;
     INSERT INTO users SELECT ${shape.tenantOf('g')}, ${shape.idOf('g')}, 'name' FROM generate_series(1, 3000) g;
     INSERT INTO main SELECT ${shape.tenantOf('g')}, ${shape.idOf('g')}, ${shape.idOf('g')}, 'live', 'x' FROM generate_series(1, 3000) g`,
    'ANALYZE users, main, edges',
    `TRUNCATE users, main, edges; ${fill(shape)}`,
  ],
}

async function open(db: TestDatabase): Promise<SourceClient> {
  return connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
}

async function createTables(db: TestDatabase, { tenant, id }: KeyShape): Promise<void> {
  const manual = 'WITH (autovacuum_enabled = false)'
  await db.query(`
    DROP TABLE IF EXISTS users, main, edges;
    CREATE TABLE users (tenant ${tenant}, id ${id}, name text, PRIMARY KEY (tenant, id)) ${manual};
    CREATE TABLE main (tenant ${tenant}, id ${id}, owner ${id} NOT NULL, state text, title text, PRIMARY KEY (tenant, id)) ${manual};
    CREATE TABLE edges (id int8 PRIMARY KEY, tenant ${tenant} NOT NULL, main_id ${id} NOT NULL, user_id ${id} NOT NULL, state text, weight int4) ${manual};
    CREATE INDEX ON main (state); CREATE INDEX ON edges (state);
    CREATE INDEX ON main (tenant, state); CREATE INDEX ON users (tenant, name);
    CREATE INDEX ON edges (tenant, state); CREATE INDEX ON edges (tenant);
    CREATE INDEX ON edges (tenant, user_id); CREATE INDEX ON edges (tenant, main_id)`)
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
      key: { pk: 'MAIN#{tenant}', sk: '{id}' },
      lookups: { owner: one('users', { tenant: 'tenant', id: 'owner' }) },
      attributes: {
        name: lookup('owner.name'),
        edges: count('edges', { tenant: 'tenant', main_id: 'id' }),
        live: count('edges', { tenant: 'tenant', main_id: 'id' }, { where: { state: isIn('live') } }),
        weight: sum('edges', 'weight', { tenant: 'tenant', main_id: 'id' }),
        users: gather('edges', 'user_id', { tenant: 'tenant', main_id: 'id' }),
        owned: count('edges', { tenant: 'tenant', user_id: 'owner' }),
        ownedLive: count('edges', { tenant: 'tenant', user_id: 'owner' }, { where: { state: isIn('live') } }),
        byOwner: count('edges', { tenant: 'owner.tenant', user_id: 'owner.id' }),
        paired: exists('edges', { tenant: 'tenant', main_id: 'id', user_id: 'owner' }),
      },
    },
  },
})

async function entityOf(client: SourceClient): Promise<ResolvedEntity> {
  const [entity] = resolveMapping(mapping, await readCatalog(client, signal)).mapping.entities
  if (entity === undefined) throw new Error('the mapping has one entity')
  return entity
}

async function costOf(
  client: SourceClient,
  entity: ResolvedEntity,
  from: number,
  rows: number,
): Promise<Record<'load' | 'count' | 'bound', PlanCost>> {
  const bounds = await client.rows(
    `SELECT tenant::text, id::text FROM main ORDER BY main.tenant, main.id OFFSET ${from} LIMIT ${rows + 1}`,
  )
  const boundAt = (at: number): KeyBound => (bounds[at] ?? []).map((value) => value ?? '')
  const range = { kind: 'range', low: boundAt(0), high: boundAt(rows) } as const
  const { sql, plans } = buildLoadQuery(entity, range)
  await client.begin('READ COMMITTED')
  await client.rows(planSetting(plans))
  expect(await client.rows(sql)).toHaveLength(rows)
  const load = await planCost(client, sql)
  const count = await planCost(client, countQuery(entity, range))
  await client.rollback()
  if (entity.chunkBy === null) throw new Error('the entity has a chunk key')
  await client.begin('READ COMMITTED')
  for (const setting of seekByIndexSettings) await client.rows(setting)
  const bound = await planCost(client, boundQuery(entity, entity.chunkBy, { ...range, high: null }, rows))
  await client.rollback()
  return { load, count, bound }
}

describe.each(Object.entries(shapes))('a chunk of a table keyed by two columns: %s', (_, shape) => {
  test.each(Object.entries(statistics))('costs what its rows cost, with statistics %s', async (state, prepare) => {
    await using db = await testDatabase()
    await createTables(db, shape)
    for (const sql of prepare(shape)) await db.query(sql)
    await using client = await open(db)
    const entity = await entityOf(client)
    for (const rows of [20, 60]) {
      const costs = await costOf(client, entity, 1_000, rows)
      for (const [query, cost] of Object.entries(costs))
        expect(cost.rows, `statistics ${state}, ${query} of ${rows} rows\n${cost.text}`).toBeLessThan(rows * rowsPerRow)
    }
  })
})
