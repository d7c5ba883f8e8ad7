import { describe, expect, test } from 'vitest'
import { serverMajor } from '../../../servers/server-major.ts'
import { testDatabase, type TestDatabase } from '../../../servers/test-database.ts'
import type { CatalogTable } from '../../catalog/catalog.ts'
import { connectSource } from '../connection/connect.ts'
import { readCatalog } from './read-catalog.ts'
import { parseSourceUrl, type SourceConfig } from '../connection/source-config.ts'

const signal = new AbortController().signal

async function tablesOf(
  db: TestDatabase,
  change: Partial<SourceConfig> = {},
): Promise<ReadonlyMap<string, CatalogTable>> {
  await using client = await connectSource({ ...parseSourceUrl(db.url, {}), ...change }, { role: 'test', signal })
  const catalog = await readCatalog(client, signal)
  expect(catalog).toMatchObject({ database: db.name, serverVersion: client.serverVersion })
  expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog)
  return new Map(catalog.tables.map((table) => [`${table.schema}.${table.name}`, table]))
}

function only(tables: ReadonlyMap<string, CatalogTable>, name: string): CatalogTable {
  const found = tables.get(name)
  if (found === undefined) throw new Error(`${name} is not in the catalog: ${[...tables.keys()].join(', ')}`)
  return found
}

describe('readCatalog', () => {
  test('sees tables of every schema and kind, sorted, partitions only in their parent', async () => {
    await using db = await testDatabase()
    await db.query(`
      CREATE SCHEMA "We ird"; CREATE TABLE "We ird"."T""x" ("select" int4);
      CREATE TABLE b (); CREATE VIEW a AS SELECT 1 AS x; CREATE MATERIALIZED VIEW m AS SELECT 1 AS x;
      CREATE TABLE parts (id int4 PRIMARY KEY) PARTITION BY RANGE (id);
      CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (0) TO (100); CREATE TABLE part2 PARTITION OF parts FOR VALUES FROM (100) TO (200);
      INSERT INTO parts SELECT generate_series(0, 149); ANALYZE parts;
      CREATE TEMP TABLE gone (a int4)`)
    const tables = await tablesOf(db)
    expect([...tables].map(([name, { kind }]) => `${name} ${kind}`)).toEqual([
      'We ird.T"x table',
      'public.a view',
      'public.b table',
      'public.m materialized-view',
      'public.parts partitioned',
    ])
    expect(only(tables, 'public.parts')).toMatchObject({ estimatedRows: 150, primaryKey: ['id'] })
    expect(only(tables, 'public.parts').totalBytes).toBeGreaterThan(16_000)
    expect(only(tables, 'public.b').estimatedRows).toBe(-1)
    expect(only(tables, 'public.a').totalBytes).toBe(0)
  })

  test('resolves every sort of type to its roots', async () => {
    await using db = await testDatabase()
    await db.query(`
      CREATE TYPE mood AS ENUM ('sad', 'ok''s'); CREATE DOMAIN price AS numeric(10, 2) CHECK (value > 0);
      CREATE TYPE address AS (street text, moods mood[]); CREATE TYPE span AS RANGE (subtype = float8);
      CREATE TABLE t (a mood, b price[], c address, d span, e int4multirange, f int2vector, g varchar(7)[], h timestamptz(3))`)
    const tables = await tablesOf(db)
    const numeric = { kind: 'base', oid: 1700, name: 'numeric', modifier: ((10 << 16) | 2) + 4 }
    const mood = { kind: 'enum', name: 'mood', labels: ['sad', "ok's"] }
    expect(only(tables, 'public.t').columns.map(({ type }) => type)).toMatchObject([
      mood,
      { kind: 'array', name: '_price', element: { kind: 'domain', name: 'price', base: numeric } },
      {
        kind: 'composite',
        name: 'address',
        fields: [
          { name: 'street', type: { kind: 'base', name: 'text' } },
          { name: 'moods', type: { kind: 'array', element: mood } },
        ],
      },
      { kind: 'range', name: 'span', subtype: { name: 'float8' } },
      { kind: 'multirange', name: 'int4multirange', subtype: { name: 'int4' } },
      { kind: 'base', name: 'int2vector' },
      { kind: 'array', name: '_varchar', element: { kind: 'base', name: 'varchar', modifier: 11 } },
      { kind: 'base', name: 'timestamptz', modifier: 3 },
    ])
  })

  test('takes for a key only what holds for every row that is read', async () => {
    await using db = await testDatabase()
    await db.query(`
      CREATE TABLE t (a int4 PRIMARY KEY, b int4 UNIQUE, c int4, d int4 UNIQUE DEFERRABLE, e text, f text, UNIQUE (b, c));
      CREATE UNIQUE INDEX partial_key ON t (c) WHERE c > 3; CREATE UNIQUE INDEX expression_key ON t ((a + 1));
      CREATE INDEX plain ON t (c, a) INCLUDE (b); CREATE INDEX pattern ON t (e text_pattern_ops); CREATE INDEX other_order ON t (f COLLATE "C"); CREATE INDEX hashed ON t USING hash (c);
      CREATE TABLE parent (a int4 PRIMARY KEY); CREATE TABLE child () INHERITS (parent)`)
    const tables = await tablesOf(db)
    const t = only(tables, 'public.t')
    expect(t.primaryKey).toEqual(['a'])
    expect(t.uniqueKeys.map(({ columns }) => columns)).toEqual([['b', 'c'], ['b'], ['a']])
    expect(t.indexes.map(({ name, columns, unique, partial }) => [name, columns.join(' '), unique, partial])).toEqual([
      ['partial_key', 'c', true, true],
      ['plain', 'c a', false, false],
      ['t_b_c_key', 'b c', true, false],
      ['t_b_key', 'b', true, false],
      ['t_d_key', 'd', false, false],
      ['t_pkey', 'a', true, false],
    ])
    // Reading the parent reads the child, which may hold the same values again.
    expect(only(tables, 'public.parent')).toMatchObject({ primaryKey: [], uniqueKeys: [] })
  })

  test('knows NULLs, generated columns and foreign keys', async () => {
    await using db = await testDatabase()
    await db.query(`
      CREATE TABLE target (x int4, y int4, PRIMARY KEY (x, y));
      CREATE TABLE t (a int4 NOT NULL, b int4, c int4 GENERATED ALWAYS AS (a * 2) STORED, d int4 GENERATED BY DEFAULT AS IDENTITY, FOREIGN KEY (b, a) REFERENCES target (x, y))`)
    const t = only(await tablesOf(db), 'public.t')
    expect(t.columns.map(({ name, nullable, generated }) => [name, nullable, generated])).toEqual([
      ['a', false, false],
      ['b', true, false],
      ['c', true, true],
      ['d', false, false],
    ])
    expect(t.foreignKeys).toEqual([
      {
        name: 't_b_a_fkey',
        columns: ['b', 'a'],
        references: { schema: 'public', table: 'target', columns: ['x', 'y'] },
      },
    ])
  })

  test('does not believe a NOT NULL that was never validated', async ({ skip }) => {
    await using db = await testDatabase()
    skip((await serverMajor(db)) < 18, 'PostgreSQL has it from 18 on')
    await db.query(
      'CREATE TABLE t (a int4); INSERT INTO t VALUES (NULL); ALTER TABLE t ADD CONSTRAINT late NOT NULL a NOT VALID',
    )
    expect(only(await tablesOf(db), 'public.t').columns[0]?.nullable).toBe(true)
  })

  test('says where row-level security applies to this role, and only there', async () => {
    await using db = await testDatabase()
    const role = `limited_${db.name}`
    await db.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'x'; CREATE TABLE guarded (a int4); CREATE TABLE own (a int4); CREATE TABLE forced (a int4); CREATE TABLE open (a int4)`,
    )
    try {
      await db.query(`ALTER TABLE own OWNER TO ${role}; ALTER TABLE forced OWNER TO ${role}`)
      for (const name of ['guarded', 'own', 'forced']) await db.query(`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`)
      await db.query('ALTER TABLE forced FORCE ROW LEVEL SECURITY')
      const secured = (tables: ReadonlyMap<string, CatalogTable>): string[] =>
        [...tables.values()].filter(({ rowSecurity }) => rowSecurity).map(({ name }) => name)
      expect(
        secured(await tablesOf(db, { user: role, password: parseSourceUrl('postgres://u:x@h', {}).password })),
      ).toEqual(['forced', 'guarded'])
      expect(secured(await tablesOf(db))).toEqual([])
    } finally {
      await db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
    }
  })

  test('an empty database has no tables', async () => {
    await using db = await testDatabase()
    expect((await tablesOf(db)).size).toBe(0)
  })
})
