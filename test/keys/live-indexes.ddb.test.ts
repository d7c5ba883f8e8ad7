import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { testTable } from '../../servers/test-table.ts'
import { allColumns } from '../../src/mapping/language/attributes.ts'
import { defineMapping } from '../../src/mapping/define-mapping.ts'
import { parseSourceUrl } from '../../src/postgres/connection/source-config.ts'
import { migrate } from '../../src/run/migrate.ts'
import { temporaryFolder } from '../temporary-folder.ts'

test('an index of the table that would refuse each item stops the run before its first write', async () => {
  await using database = await testDatabase()
  await database.query(`CREATE TABLE posts (id int PRIMARY KEY, created_at timestamptz NOT NULL);
    INSERT INTO posts SELECT n, now() FROM generate_series(1, 30) n`)
  await using table = await testTable({
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'created_at', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-time',
        KeySchema: [{ AttributeName: 'created_at', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
  const run = async (forms: Readonly<Record<string, 'epoch-millis'>>) => {
    await using folder = await temporaryFolder()
    const mapping = defineMapping({
      name: 'posts',
      table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
      entities: {
        POST: {
          group: 'posts',
          from: 'posts',
          key: { pk: 'POST#{id}', sk: 'METADATA' },
          attributes: { ...allColumns({ forms }) },
        },
      },
    })
    const target = {
      table: table.name,
      endpoint: table.endpoint,
      region: 'us-east-1',
      transport: 'direct',
      localIdentity: true,
    } as const
    const options = {
      mapping,
      source: parseSourceUrl(database.url, {}),
      target,
      stateDirectory: folder.path,
      threads: 0,
    }
    return await migrate(options, () => undefined, new AbortController().signal)
  }
  await expect(run({})).rejects.toMatchObject({
    code: 'TABLE_INDEX_REFUSES',
    message: expect.stringContaining(
      'the index by-time of the table has the key created_at (N), but the mapping writes it as S',
    ),
  })
  const client = new DynamoDBClient(table.clientConfig)
  expect((await client.send(new ScanCommand({ TableName: table.name }))).Count).toBe(0)
  client.destroy()
  const result = await run({ created_at: 'epoch-millis' })
  expect(result).toMatchObject({ error: null, outcome: 'completed' })
  expect(result.summary.entities).toMatchObject([{ written: 30, rejected: 0 }])
})
