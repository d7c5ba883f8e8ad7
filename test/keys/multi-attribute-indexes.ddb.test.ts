import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type AttributeValue as WireValue,
} from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import { hasJava } from '../../servers/dynamodb-emulator.ts'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { testTable } from '../../servers/test-table.ts'
import type { AttributeValue } from '../../src/codec/value/attribute-value.ts'
import { itemWriteUnits } from '../../src/encode/item-write-units.fixture.ts'
import { checkTable } from '../../src/dynamodb/table/check-table.ts'
import { createTableInput } from '../../src/dynamodb/table/create-table-input.ts'
import { describeTable } from '../../src/dynamodb/table/describe-table.ts'
import { allColumns, column } from '../../src/mapping/language/attributes.ts'
import { defineMapping } from '../../src/mapping/define-mapping.ts'
import { resolveTable } from '../../src/mapping/resolve-table.ts'
import { repair } from '../../src/validate/repair/repair.ts'
import { reportPath } from '../../src/validate/report/write-report.ts'
import { validate } from '../../src/validate/validate.ts'
import { moveDatabase, type LoadedTable } from '../moved-database.ts'
import { dynamoDbLocal } from './dynamodb-local.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

/** DynamoDB Local is slow to start, and slower than the others with every index. */
const patience = 240_000

/** Orders as they lie in the database: no text is glued together for the index, and numbers sort as numbers. */
const shop = defineMapping({
  name: 'shop',
  table: {
    partitionKey: 'pk',
    sortKey: { name: 'number', type: 'N' },
    entityType: 'type',
    indexes: {
      'by-tenant': {
        partitionKey: [{ name: 'tenant', type: 'N' }, 'region', 'status', { name: 'shard', type: 'B' }],
        sortKey: [{ name: 'priority', type: 'N' }, 'placed', { name: 'total', type: 'N' }, { name: 'ref', type: 'B' }],
      },
      'by-region': {
        partitionKey: ['region', 'type'],
        sortKey: [{ name: 'number', type: 'N' }, 'pk'],
        projection: 'keys',
      },
      'by-mail': { partitionKey: 'mail', sortKey: ['mail_day', 'region'], projection: { include: ['status'] } },
    },
  },
  entities: {
    ORDER: {
      group: 'orders',
      from: 'orders',
      key: { pk: 'SHOP#{tenant}', sk: '{id}' },
      indexes: { 'by-mail': { pk: 'MAIL#{mail|lower}', sk: { mail_day: 'DAY#{placed}' } } },
      attributes: {
        ...allColumns({ except: ['id', 'mail', 'status'], forms: { ref: 'B' } }),
        status: column('status', { onEmpty: 'omit' }),
      },
    },
    NOTE: {
      group: 'notes',
      from: 'notes',
      key: { pk: 'NOTE#{id}', sk: '{rank}' },
      attributes: { body: column('body') },
    },
  },
})

async function shopDatabase(): Promise<TestDatabase> {
  const database = await testDatabase()
  await database.query(`
    CREATE TABLE orders (id int PRIMARY KEY, tenant int NOT NULL, region text, status text NOT NULL, shard bytea, priority numeric, placed timestamptz NOT NULL,
      total numeric NOT NULL, ref uuid NOT NULL, mail text);
    INSERT INTO orders SELECT n, n % 4, CASE n % 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE (array['eu','us'])[1 + n % 2] END, (array['open','paid',''])[1 + n % 3],
      CASE n % 5 WHEN 0 THEN NULL WHEN 1 THEN ''::bytea ELSE '\\x01ff'::bytea END, CASE WHEN n % 7 = 0 THEN NULL ELSE (n % 13) * 2.5 - 12 END,
      timestamptz '2024-01-01' + (n % 10) * interval '1 day', n * 1.10, md5(n::text)::uuid, CASE WHEN n % 4 = 0 THEN NULL ELSE 'M' || n || '@x.org' END FROM generate_series(1, 240) n;
    INSERT INTO orders VALUES (9001, 1, repeat('r', 2049), 'open', '\\x01', 1, '2024-01-01', 1, md5('a')::uuid, NULL),
      (9002, 1, 'eu', 'open', decode(repeat('00', 2049), 'hex'), 1, '2024-01-01', 1, md5('b')::uuid, NULL), (9003, 1, 'eu', 'open', '\\x01', 'NaN', '2024-01-01', 1, md5('c')::uuid, NULL);
    CREATE TABLE notes (id int PRIMARY KEY, rank int NOT NULL, body text); INSERT INTO notes SELECT n, n, 'n' FROM generate_series(1, 20) n`)
  return database
}

/** Judged by AWS's own emulator: the others refuse such an index, or take it and answer wrongly. */
describe.skipIf(!hasJava())(
  'an index of several attributes (skipped without Java 17 on the PATH)',
  { timeout: patience },
  () => {
    const judge = dynamoDbLocal()

    test('is created, filled by every item that has all attributes, and proven entry by entry', async () => {
      await using database = await shopDatabase()
      const inIndexes = await database.query<{ tenant: string; region: string; mail: string; total: string }>(`
      SELECT count(*) FILTER (WHERE region <> '' AND status <> '' AND shard <> '' AND priority IS NOT NULL) AS tenant,
        count(*) FILTER (WHERE region <> '') AS region, count(*) FILTER (WHERE mail IS NOT NULL AND region <> '') AS mail, count(*) AS total
      FROM orders WHERE id < 9000`)
      const wanted = Object.fromEntries(Object.entries(inIndexes[0] ?? {}).map(([name, rows]) => [name, Number(rows)]))
      const { run, report, rejects } = await moveDatabase(database, shop, {
        endpoint: judge.endpoint(),
        rowsPerChunk: 100,
        beforeValidation: async (loaded) => {
          await expectOrder(loaded)
          await expectUnits(loaded)
        },
      })
      expect(rejects.map(({ source_key, reason }) => `${source_key['id']} ${reason.code}`).toSorted()).toEqual([
        '9001 VALUE_KEY_TOO_LONG',
        '9002 VALUE_KEY_TOO_LONG',
        '9003 VALUE_NUMBER_OUT_OF_RANGE',
      ])
      expect(report.indexes.map(({ index, expected, found }) => [index, expected, found])).toEqual([
        ['by-tenant', wanted['tenant'], wanted['tenant']],
        ['by-region', wanted['region'], wanted['region']],
        ['by-mail', wanted['mail'], wanted['mail']],
      ])
      const total = wanted['total'] ?? 0
      expect(run.summary.entities[0]?.indexKeysSkipped).toEqual({
        'by-tenant': total - (wanted['tenant'] ?? 0),
        'by-region': total - (wanted['region'] ?? 0),
        'by-mail': total - (wanted['mail'] ?? 0),
      })
    })

    test('is proven: what is wrong in the table or an index is found, named and mended', async () => {
      await using database = await shopDatabase()
      await moveDatabase(database, shop, {
        endpoint: judge.endpoint(),
        beforeValidation: async ({ table, common }) => {
          const client = new DynamoDBClient(table.clientConfig)
          const at = (tenant: number, number: number) => ({
            pk: { S: `SHOP#${tenant}` },
            number: { N: String(number) },
          })
          const change = (
            key: ReturnType<typeof at>,
            expression: string,
            values: Record<string, { N: string }> | undefined,
          ) =>
            client.send(
              new UpdateItemCommand({
                TableName: table.name,
                Key: key,
                UpdateExpression: expression,
                ExpressionAttributeValues: values,
              }),
            )
          await change(at(2, 2), 'SET priority = :p', { ':p': { N: '77' } })
          await change(at(3, 3), 'REMOVE tenant', undefined)
          await client.send(
            new PutItemCommand({ TableName: table.name, Item: { ...at(2, 5000), type: { S: 'ORDER' } } }),
          )
          const found = await validate({ ...common, depth: { kind: 'all' }, secondPassPauseMs: 10 }, ignore, never)
          expect(
            found.differences.map(({ key, class: kind, attributes }) => [
              key['pk'],
              key['number'],
              kind,
              attributes.map(({ name }) => name),
            ]),
          ).toEqual(
            expect.arrayContaining([
              ['SHOP#2', '2', 'different', ['priority']],
              ['SHOP#3', '3', 'different', ['tenant']],
              ['SHOP#2', '5000', 'extra', []],
            ]),
          )
          expect(found.differences).toHaveLength(3)
          const [byTenant] = found.indexes
          expect(byTenant).toMatchObject({ missing: 0, extra: 0, different: 0 })
          expect(byTenant?.followFromTable).toBeGreaterThan(0)
          const mended = await repair(
            {
              ...common,
              report: reportPath(common.stateDirectory ?? '.', found.id),
              dryRun: false,
              deleteExtras: true,
            },
            ignore,
            never,
          )
          expect(mended).toMatchObject({ ok: true, keys: 3 })
          client.destroy()
        },
      })
    })

    test('with the attributes in another order, or of another type, is another index', async () => {
      const other = defineMapping({
        ...shop.definition,
        table: {
          ...shop.definition.table,
          indexes: {
            ...shop.definition.table.indexes,
            'by-region': { partitionKey: ['type', 'region'], sortKey: ['pk', 'number'], projection: 'keys' },
          },
        },
      })
      await using table = await testTable(
        createTableInput(resolveTable(other), { name: 'replaced', billing: { kind: 'on-demand' } }),
        judge.endpoint(),
      )
      const client = new DynamoDBClient(table.clientConfig)
      const live = await describeTable(client, table.name, never)
      client.destroy()
      expect(checkTable(live, resolveTable(other))).toEqual([])
      expect(checkTable(live, resolveTable(shop))).toMatchObject([
        {
          severity: 'error',
          code: 'TABLE_INDEX_DIFFERS',
          place: 'table.indexes.by-region',
          message: expect.stringContaining('partition key type (S), region (S) and sort key pk (S), number (N)'),
        },
      ])
    })
  },
)

/** Entries of one partition come in the order of the sort attributes, from left to right, numbers by size. */
async function expectOrder({ table }: LoadedTable): Promise<void> {
  const client = new DynamoDBClient(table.clientConfig)
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'by-tenant',
      KeyConditionExpression: 'tenant = :t AND #r = :r AND #s = :s AND #h = :h AND priority >= :p',
      ExpressionAttributeNames: { '#r': 'region', '#s': 'status', '#h': 'shard' },
      ExpressionAttributeValues: {
        ':t': { N: '3' },
        ':r': { S: 'us' },
        ':s': { S: 'open' },
        ':h': { B: Uint8Array.of(1, 255) },
        ':p': { N: '-9.5' },
      },
    }),
  )
  client.destroy()
  const keys = Items.map((item) => [Number(item['priority']?.N), item['placed']?.S ?? '', Number(item['total']?.N)])
  expect(keys.length).toBeGreaterThan(3)
  expect(keys).toEqual(
    keys.toSorted(
      ([p, d, t], [q, e, u]) =>
        Number(p) - Number(q) || (d === e ? Number(t) - Number(u) : (d ?? '') < (e ?? '') ? -1 : 1),
    ),
  )
}

/** What the judge charges for a put into an empty place is what we count: one unit each for the table and each index. */
async function expectUnits({ table }: LoadedTable): Promise<void> {
  const client = new DynamoDBClient(table.clientConfig)
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table.name, Limit: 15 }))
  const seen = new Set<number>()
  for (const wire of Items) {
    const { pk, number } = wire
    if (pk === undefined || number === undefined) throw new Error('an item without its key')
    await client.send(new DeleteItemCommand({ TableName: table.name, Key: { pk, number } }))
    const { ConsumedCapacity } = await client.send(
      new PutItemCommand({ TableName: table.name, Item: wire, ReturnConsumedCapacity: 'INDEXES' }),
    )
    const item = Object.fromEntries(Object.entries(wire).map(([name, value]) => [name, plainValue(value)]))
    const counted = itemWriteUnits(resolveTable(shop), item)
    expect(ConsumedCapacity?.CapacityUnits).toBe(counted)
    seen.add(counted)
  }
  client.destroy()
  expect(seen.size).toBeGreaterThan(1)
}

function plainValue(value: WireValue): AttributeValue {
  if (value.S !== undefined) return { S: value.S }
  if (value.N !== undefined) return { N: value.N }
  if (value.B !== undefined) return { B: value.B }
  throw new Error('the shop has texts, numbers and bytes only')
}
