import { expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { allColumns, column, count, lookup } from '../../mapping/language/attributes.ts'
import { keepFirst } from '../../mapping/language/duplicates.ts'
import { one, sql } from '../../mapping/language/sources.ts'
import { defineMapping } from '../../mapping/define-mapping.ts'
import type { MappingDefinition } from '../../mapping/schema/mapping-schema.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import { checkDatabase } from './check-database.ts'
import { checkReportSchema, type CheckReport } from './check-report.ts'

const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  entityType: 'type',
  indexes: {
    'type-index': { partitionKey: 'type', sortKey: 'sk' },
    'gsi1-index': { partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk' },
  },
}

const schema = `
  create table users (id int8 primary key, name text not null, email text, referrer text);
  create table orders (id int8 primary key, user_id int8, amount numeric, note text, details jsonb);
  create table visits (user_id int8, day date, browser text);
  create table events (id int8 primary key, kind text not null);
  create table forgotten (id int8 primary key);
  insert into users select n, 'name ' || n, case when n > 5 then 'u' || n || '@example.org' end, '' from generate_series(1, 50) n;
  insert into orders select n, n % 60, n, 'fine' from generate_series(1, 120) n;
  update orders set amount = 'NaN' where id in (7, 8);
  update orders set amount = repeat('9', 39)::numeric where id = 9;
  update orders set details = (repeat('[', 40) || repeat(']', 40))::jsonb where id in (10, 11, 12);
  update orders set note = repeat('x', 350000) where id = 13;
  update orders set note = repeat('x', 420000) where id = 14;
  insert into visits select n % 10, '2026-01-01', 'b' || n from generate_series(1, 40) n;
  insert into visits values (null, '2026-01-01', 'none'), (3, null, 'none');
  insert into events select n, 'k' from generate_series(1, 200) n;`

const entities: MappingDefinition['entities'] = {
  USER: {
    group: 'people',
    from: 'users',
    key: { pk: 'USER#{id}', sk: 'METADATA' },
    indexes: { 'gsi1-index': { pk: 'REF#{referrer}', sk: 'USER#{id}' } },
    attributes: { name: column('name'), orders: count('orders', { user_id: 'id' }) },
  },
  ORDER: {
    group: 'sales',
    from: 'orders',
    key: { pk: 'USER#{user_id}', sk: 'ORDER#{id}' },
    lookups: { user: one('users', { id: 'user_id' }) },
    attributes: {
      ...allColumns(),
      amount: column('amount', { onUnrepresentable: 'text' }),
      user_name: lookup('user.name'),
    },
  },
  VISIT: { group: 'people', from: 'visits', key: { pk: 'USER#{user_id}', sk: 'VISIT#{day|iso}' } },
  EVENT: { group: 'log', from: 'events', where: { kind: 'k' }, key: { pk: 'EVENT#{id}', sk: 'METADATA' } },
}

async function check(
  url: string,
  definition: Partial<MappingDefinition> & Pick<MappingDefinition, 'entities'>,
  sampleRows: number | null | 'no data',
): Promise<CheckReport> {
  const source = parseSourceUrl(url, {})
  const options = {
    mapping: defineMapping({ name: 'test', table, ...definition }),
    source,
    data: sampleRows === 'no data' ? null : { sampleRows },
    seed: 'one',
  }
  return checkReportSchema.strict().parse(await checkDatabase(options, new AbortController().signal))
}

function brief({ findings }: CheckReport): string[] {
  return findings.map(
    ({ severity, code, place, count: of, basis }) => `${severity} ${code} ${place} ${of ?? '-'} ${basis}`,
  )
}

test('every finding, counted on all rows', async () => {
  await using db = await testDatabase()
  await db.query(schema)
  const report = await check(db.url, { entities }, null)
  expect(brief(report)).toEqual([
    'warning MAPPING_INDEX_ADVISED entities.USER.attributes.orders - structure',
    'warning MAPPING_WITHOUT_PRIMARY_KEY entities.VISIT.from - structure',
    'warning MAPPING_CHUNK_NOT_INDEXED entities.VISIT - structure',
    'note CHECK_TABLE_UNUSED forgotten - structure',
    'note CHECK_COLUMN_UNUSED users 1 structure',
    'note CHECK_COLUMN_UNUSED visits 1 structure',
    'warning CHECK_INDEX_NEVER_FILLED entities.USER.indexes.gsi1-index 50 exact',
    'warning VALUE_TOO_DEEP entities.ORDER.attributes.details 3 exact',
    'warning VALUE_ITEM_TOO_LARGE entities.ORDER.attributes.note 1 exact',
    'note CHECK_VALUE_CONVERTED entities.ORDER.attributes.amount 3 exact',
    'warning CHECK_ITEM_NEARLY_TOO_LARGE entities.ORDER.attributes 1 exact',
    'warning CHECK_LOOKUP_ORPHANS entities.ORDER.lookups.user 20 exact',
    'warning VALUE_KEY_NULL entities.VISIT.key.pk 1 exact',
    'warning VALUE_KEY_NULL entities.VISIT.key.sk 1 exact',
    'warning CHECK_ROWS_FOLD entities.VISIT.key 30 exact',
    'note CHECK_PARTITION_HOT table.indexes.type-index 120 estimate',
  ])
  expect(
    report.data?.entities.map(({ entity, rows, items, collapsed, rejectedByKey, rejectedInSample }) => [
      entity,
      rows,
      items,
      collapsed,
      rejectedByKey,
      rejectedInSample,
    ]),
  ).toEqual([
    ['USER', 50, 50, 0, 0, 0],
    ['ORDER', 120, 120, 0, 0, 4],
    ['VISIT', 42, 10, 30, 2, 2],
    ['EVENT', 200, 200, 0, 0, 0],
  ])
  // Names, counts and sizes, never values.
  expect(JSON.stringify(report)).not.toMatch(/example\.org|name 1|999999999|xxxx/)
}, 120_000)

test('a sample counts what it sees and says so; the keys are counted on all rows', async () => {
  await using db = await testDatabase()
  await db.query(schema)
  const report = await check(
    db.url,
    { entities: { ORDER: { ...entities['ORDER']!, attributes: { ...allColumns() } } } },
    60,
  )
  const [order] = report.data?.entities ?? []
  expect(order).toMatchObject({ rows: 120, items: 120, sampled: 60 })
  expect(order?.rejectedInSample).toBeGreaterThan(0)
  for (const { code, basis } of report.findings) if (code.startsWith('VALUE_')) expect(basis).toBe('sample')
  expect(
    await check(db.url, { entities: { ORDER: { ...entities['ORDER']!, attributes: { ...allColumns() } } } }, 60),
  ).toMatchObject({ findings: report.findings })
})

test('entities whose keys could meet are counted on the data', async () => {
  await using db = await testDatabase()
  await db.query(
    `create table a (id text primary key); create table b (id text primary key); insert into a select 'x' || n from generate_series(1, 20) n; insert into b select 'x' || n from generate_series(16, 90) n`,
  )
  const at = (from: string) => ({ group: 'g', from, key: { pk: 'X#{id}', sk: 'METADATA' } })
  const report = await check(db.url, { entities: { A: at('a'), B: at('b') } }, 100)
  expect(brief(report)).toContain('error MAPPING_KEY_COLLISION entities.B.key - structure')
  expect(brief(report)).toContain('error CHECK_KEYS_MEET entities.B.key 5 exact')
  await db.query(`update b set id = 'y' || id`)
  expect(brief(await check(db.url, { entities: { A: at('a'), B: at('b') } }, 100))).toContain(
    'note CHECK_KEYS_MEET entities.B.key 0 exact',
  )
})

test('without data no row is read, and a query that PostgreSQL refuses is an error', async () => {
  await using db = await testDatabase()
  await db.query(schema)
  const broken = {
    group: 'g',
    from: sql('select id from nowhere', { columns: { id: 'int8' }, key: ['id'] }),
    key: { pk: 'Q#{id}', sk: 'M' },
  }
  const report = await check(db.url, { entities: { EVENT: entities['EVENT']!, BROKEN: broken } }, 100)
  expect(report).toMatchObject({ data: null, dataSkipped: expect.stringContaining('errors') })
  expect(brief(report)).toContain('error SOURCE_QUERY_FAILED entities.BROKEN.from - structure')
  const clean = await check(db.url, { entities: { EVENT: entities['EVENT']! } }, 'no data')
  expect({ errors: clean.errors, warnings: clean.warnings, data: clean.data, skipped: clean.dataSkipped }).toEqual({
    errors: 0,
    warnings: 1,
    data: null,
    skipped: null,
  })
})

test('what the mapping allows is a note: duplicates with a winner', async () => {
  await using db = await testDatabase()
  await db.query(schema)
  const report = await check(
    db.url,
    {
      entities: { VISIT: { ...entities['VISIT']!, where: [{ user_id: 3 }], duplicates: keepFirst({ by: 'browser' }) } },
    },
    100,
  )
  expect(brief(report)).toContain('note CHECK_ROWS_FOLD entities.VISIT.key 3 exact')
})
