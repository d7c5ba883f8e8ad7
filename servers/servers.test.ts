import { ListTablesCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { startEmulator } from './dynamodb-emulator.ts'
import { testDatabase } from './test-database.ts'
import { testTable } from './test-table.ts'

test('a test has a PostgreSQL 18 database of its own', async () => {
  await using database = await testDatabase()
  const rows = await database.query<{ name: string; version: string }>(`select current_database() as name, current_setting('server_version_num') as version`)
  expect(rows).toEqual([{ name: database.name, version: expect.stringMatching(/^18/) }])
})

test('a test has a table of its own', async () => {
  await using table = await testTable()
  const client = new DynamoDBClient(table.clientConfig)
  expect((await client.send(new ListTablesCommand())).TableNames).toContain(table.name)
  client.destroy()
})

test('the emulator for platforms without a binary starts and answers', async () => {
  await using emulator = await startEmulator('dynalite')
  await using table = await testTable(undefined, emulator.endpoint)
  expect(table.name).toMatch(/^test-/)
})
