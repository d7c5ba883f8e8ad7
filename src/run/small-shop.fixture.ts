import { DynamoDBClient, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { testTable, type TestTable } from '../../servers/test-table.ts'
import { resolveTable } from '../mapping/resolve-table.ts'
import { parseSourceUrl } from '../postgres/connection/source-config.ts'
import { createTableInput } from '../dynamodb/table/create-table-input.ts'
import type { MigrateOptions } from './run-options.ts'
import { shopMapping } from './small-shop.mapping.fixture.ts'

export interface ShopFigures {
  readonly members: number
  /** Rows whose document is beyond 400 KB, as notes. */
  readonly oversize: number
  readonly likes: number
  readonly duplicateLikes: number
  readonly likesWithoutNote: number
  readonly orphans: number
}

export const defaultFigures: ShopFigures = {
  members: 500,
  oversize: 3,
  likes: 2000,
  duplicateLikes: 40,
  likesWithoutNote: 7,
  orphans: 11,
}

export async function shopDatabase(figures: ShopFigures = defaultFigures): Promise<TestDatabase> {
  const database = await testDatabase()
  await database.query(`
    CREATE TABLE members (id bigint PRIMARY KEY, name text NOT NULL, mail text, balance numeric(20,4), joined timestamptz NOT NULL);
    CREATE TABLE notes (id bigint PRIMARY KEY, author_id bigint, body text);
    CREATE TABLE likes (id bigint PRIMARY KEY, note_id bigint, member_id bigint);
    CREATE INDEX ON likes (note_id);
    CREATE INDEX ON likes (member_id);
    INSERT INTO members SELECT n, 'name ' || n, CASE WHEN n % 5 = 0 THEN NULL ELSE 'm' || n || '@example.org' END, n * 1.2345, timestamptz '2026-01-01Z' + n * interval '1 minute'
      FROM generate_series(1, ${figures.members}) n;
    INSERT INTO notes SELECT n, 1 + n % ${figures.members}, repeat('é', n % 200) FROM generate_series(1, ${figures.members}) n;
    INSERT INTO notes SELECT 1000000 + n, 1, repeat('x', 420000) FROM generate_series(1, ${figures.oversize}) n;
    INSERT INTO notes SELECT 2000000 + n, 999999999, 'orphan' FROM generate_series(1, ${figures.orphans}) n;
    INSERT INTO likes SELECT n, 1 + n / 50, 1 + n % 50 FROM generate_series(1, ${figures.likes}) n;
    INSERT INTO likes SELECT 1000000 + n, 1 + n / 50, 1 + n % 50 FROM generate_series(1, ${figures.duplicateLikes}) n;
    INSERT INTO likes SELECT 2000000 + n, NULL, n FROM generate_series(1, ${figures.likesWithoutNote}) n;
    ANALYZE;
  `)
  return database
}

export function shopTable(): Promise<TestTable> {
  return testTable(createTableInput(resolveTable(shopMapping), { name: 'replaced', billing: { kind: 'on-demand' } }))
}

export function shopOptions(database: TestDatabase, table: TestTable, stateDirectory: string): MigrateOptions {
  return {
    mapping: shopMapping,
    source: parseSourceUrl(database.url, {}),
    target: {
      table: table.name,
      endpoint: table.endpoint,
      region: 'us-east-1',
      transport: 'direct',
      localIdentity: true,
    },
    stateDirectory,
    threads: 0,
  }
}

/** Every item as text, sorted: equal tables give equal lists. */
export async function itemsOf(table: TestTable): Promise<readonly string[]> {
  const client = new DynamoDBClient(table.clientConfig)
  const items: string[] = []
  let startKey: Record<string, AttributeValue> | undefined
  do {
    const page = await client.send(
      new ScanCommand({ TableName: table.name, ConsistentRead: true, ExclusiveStartKey: startKey }),
    )
    for (const item of page.Items ?? [])
      items.push(JSON.stringify(Object.entries(item).toSorted(([left], [right]) => (left < right ? -1 : 1))))
    startKey = page.LastEvaluatedKey
  } while (startKey !== undefined)
  client.destroy()
  return items.toSorted()
}
