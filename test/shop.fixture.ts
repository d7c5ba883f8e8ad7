import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { testDatabase, type TestDatabase } from '../servers/test-database.ts'
import { testTable, type TestTable } from '../servers/test-table.ts'
import { runCommand, type CommandOptions } from './run-command.ts'

export const shopMapping = `
import { allColumns, count, defineMapping } from 'pgfold'

export const mapping = defineMapping({
  name: 'shop',
  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type', indexes: { 'type-index': { partitionKey: 'type', sortKey: 'sk' } } },
  entities: {
    CUSTOMER: { group: 'customers', from: 'customers', key: { pk: 'CUSTOMER#{id}', sk: 'METADATA' }, attributes: { ...allColumns(), orders: count('orders', { customer_id: 'id' }) } },
    ORDER: { group: 'orders', from: 'orders', key: { pk: 'CUSTOMER#{customer_id}', sk: 'ORDER#{id}' }, attributes: { ...allColumns() } },
  },
})
`

export interface Shop extends AsyncDisposable {
  readonly database: TestDatabase
  readonly table: TestTable
  readonly options: CommandOptions & { readonly cwd: string }
  readonly count: () => Promise<number>
}

/** A small shop, its mapping file in a folder of its own, and a reserved table name. */
export async function shop(orders: number): Promise<Shop> {
  const database = await testDatabase()
  await database.query(`
    create table customers (id bigint primary key, name text not null);
    create table orders (id bigint primary key, customer_id bigint not null references customers (id), note text);
    create index orders_customer on orders (customer_id);
    insert into customers select n, 'customer ' || n from generate_series(1, 50) n;
    insert into orders select n, 1 + n % 50, 'order ' || n from generate_series(1, ${orders}) n;
  `)
  const table = await testTable(null)
  const cwd = await mkdtemp(path.join(tmpdir(), 'pgfold-shop-'))
  await writeFile(path.join(cwd, 'pgfold.mapping.ts'), shopMapping)
  await writeFile(path.join(cwd, 'package.json'), '{"type":"module"}')
  const options = {
    cwd,
    env: {
      ...table.environment,
      DATABASE_URL: database.url,
      DYNAMODB_TABLE_NAME: table.name,
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    },
  }
  const created = await runCommand('pgfold', ['table', 'create'], options)
  if (created.code !== 0) throw new Error(`table create ended ${created.code}: ${created.stderr}`)
  return {
    database,
    table,
    options,
    count: async () => {
      const client = new DynamoDBClient(table.clientConfig)
      let items = 0
      for await (const page of paginateScan(
        { client },
        { TableName: table.name, Select: 'COUNT', ConsistentRead: true },
      ))
        items += page.Count ?? 0
      client.destroy()
      return items
    },
    async [Symbol.asyncDispose]() {
      await table[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}
