import { DynamoDBClient, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { testTable, type TestTable } from '../../servers/test-table.ts'
import { createTableInput } from '../../src/dynamodb/table/create-table-input.ts'
import type { TransportKind } from '../../src/dynamodb/transport/target-config.ts'
import { defineMapping } from '../../src/mapping/define-mapping.ts'
import { allColumns, lookup } from '../../src/mapping/language/attributes.ts'
import { one } from '../../src/mapping/language/sources.ts'
import { resolveTable } from '../../src/mapping/resolve-table.ts'
import { parseSourceUrl } from '../../src/postgres/connection/source-config.ts'
import type { MigrateOptions } from '../../src/run/run-options.ts'

/** Two entities that are read in some twenty chunks of rows wide enough to be cut in the middle. */
export const knownMapping = defineMapping({
  name: 'known-shop',
  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
  entities: {
    ORDER: {
      group: 'orders',
      from: 'orders',
      key: { pk: 'ORDER#{id}', sk: 'METADATA' },
      attributes: { ...allColumns() },
    },
    LINE: {
      group: 'orders',
      from: 'lines',
      key: { pk: 'ORDER#{order_id}', sk: 'LINE#{id}' },
      lookups: { order: one('orders', { id: 'order_id' }) },
      attributes: { ...allColumns(), buyer: lookup('order.buyer') },
    },
  },
})

const orders = 200
const lines = 300

export const knownItemCount = orders + lines

export async function knownDatabase(server?: string): Promise<TestDatabase> {
  const database = await testDatabase(server)
  await database.query(`
    CREATE TABLE orders (id int PRIMARY KEY, buyer text NOT NULL, note text NOT NULL);
    CREATE TABLE lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, paid boolean);
    CREATE INDEX ON lines (order_id);
    INSERT INTO orders SELECT n, 'buyer ' || n, repeat('é', n % 300) FROM generate_series(1, ${orders}) n;
    INSERT INTO lines SELECT n, 1 + n % ${orders}, CASE n % 3 WHEN 0 THEN true WHEN 1 THEN false END FROM generate_series(1, ${lines}) n;
    ANALYZE;
  `)
  return database
}

export function knownTable(endpoint?: string): Promise<TestTable> {
  return testTable(
    createTableInput(resolveTable(knownMapping), { name: 'replaced', billing: { kind: 'on-demand' } }),
    endpoint,
  )
}

export interface KnownOptions {
  /** Where the source and the table are reached. */
  readonly url: string
  readonly endpoint: string
  readonly table: string
  readonly stateDirectory: string
  readonly transport?: TransportKind | undefined
}

export function knownOptions(options: KnownOptions): MigrateOptions {
  return {
    mapping: knownMapping,
    source: parseSourceUrl(options.url, {}),
    target: {
      table: options.table,
      endpoint: options.endpoint,
      region: 'us-east-1',
      transport: options.transport ?? 'direct',
      localIdentity: true,
      requestTimeoutMs: 1_000,
    },
    stateDirectory: options.stateDirectory,
    rowsPerChunk: 25,
    workers: 3,
    // No more than one request for each worker and one more: faults of single requests then hold up others.
    maxInFlight: 4,
  }
}

/**
 * What the table must hold, written down by hand: nothing of the code under test has a part in it. One text for each
 * item, sorted.
 */
export function knownItems(): readonly string[] {
  const items: string[] = []
  const add = (item: Readonly<Record<string, AttributeValue>>): void => void items.push(itemText(item))
  for (let n = 1; n <= orders; n += 1)
    add({
      pk: { S: `ORDER#${n}` },
      sk: { S: 'METADATA' },
      type: { S: 'ORDER' },
      id: { N: String(n) },
      buyer: { S: `buyer ${n}` },
      note: { S: 'é'.repeat(n % 300) },
    })
  for (let n = 1; n <= lines; n += 1) {
    const order = 1 + (n % orders)
    add({
      pk: { S: `ORDER#${order}` },
      sk: { S: `LINE#${n}` },
      type: { S: 'LINE' },
      id: { N: String(n) },
      order_id: { N: String(order) },
      ...(n % 3 === 2 ? {} : { paid: { BOOL: n % 3 === 0 } }),
      buyer: { S: `buyer ${order}` },
    })
  }
  return items.toSorted()
}

/** What the table holds, in the same form; read past every proxy. */
export async function heldItems(table: TestTable): Promise<readonly string[]> {
  const client = new DynamoDBClient(table.clientConfig)
  const items: string[] = []
  let startKey: Record<string, AttributeValue> | undefined
  do {
    const page = await client.send(
      new ScanCommand({ TableName: table.name, ConsistentRead: true, ExclusiveStartKey: startKey }),
    )
    items.push(...(page.Items ?? []).map(itemText))
    startKey = page.LastEvaluatedKey
  } while (startKey !== undefined)
  client.destroy()
  return items.toSorted()
}

function itemText(item: Readonly<Record<string, AttributeValue>>): string {
  return JSON.stringify(Object.entries(item).toSorted(([left], [right]) => (left < right ? -1 : 1)))
}
