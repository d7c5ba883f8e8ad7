import { spawn } from 'node:child_process'
import path from 'node:path'
import { ListTablesCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { startEmulator } from './dynamodb-emulator.ts'
import { testedMajor } from './postgres-majors.ts'
import { testDatabase } from './test-database.ts'
import { testTable } from './test-table.ts'
import { waitUntil } from './wait-until.ts'

test('a test has a database of its own, on the PostgreSQL that the run asks for', async ({ skip }) => {
  skip(process.env.PGFOLD_TEST_DATABASE_URL !== undefined, 'the server was given: it may be any version')
  await using database = await testDatabase()
  const rows = await database.query<{ name: string; version: string }>(
    `select current_database() as name, current_setting('server_version_num') as version`,
  )
  expect(rows).toEqual([{ name: database.name, version: expect.stringMatching(new RegExp(`^${testedMajor()}`)) }])
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

test('servers end with the process that started them, even when it is killed', async () => {
  const starter = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `
    import { startEmulator } from ${JSON.stringify(path.join(import.meta.dirname, 'dynamodb-emulator.ts'))}
    import { startPostgres } from ${JSON.stringify(path.join(import.meta.dirname, 'embedded-postgres.ts'))}
    const [emulator, postgres] = await Promise.all([startEmulator(), startPostgres()])
    console.log(JSON.stringify([emulator.pid, postgres.pid]))
    setInterval(() => undefined, 1000)`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const pids = await new Promise<number[]>((resolve) =>
    starter.stdout.once('data', (text: Buffer) => resolve(JSON.parse(text.toString()) as number[])),
  )
  const alive = (pid: number) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  expect(pids.map(alive)).toEqual([true, true])
  starter.kill('SIGKILL')
  await waitUntil('both servers are gone', () => !pids.some(alive))
})
