import { DynamoDBClient, QueryCommand, ScanCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startEmulator } from '../servers/dynamodb-emulator.ts'
import { testDatabase } from '../servers/test-database.ts'
import { docsBlocks } from './docs-blocks.ts'
import { guideCommands } from './guide-commands.ts'
import { runCommand } from './run-command.ts'
import { temporaryFolder } from './temporary-folder.ts'

const page = await readFile(path.resolve(import.meta.dirname, '../docs/tutorial.md'), 'utf8')
const blocks = docsBlocks(page)
const text = (language: string) => blocks.filter((block) => block.language === language).map((block) => block.text)

test('every command of the tutorial works, and every query answers what the page shows', async () => {
  await using database = await testDatabase()
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  for (const sql of text('sql')) await database.query(sql)
  await writeFile(path.join(folder.path, 'shop.ts'), text('ts').join('\n'))
  const env = {
    DATABASE_URL: database.url,
    DYNAMODB_TABLE_NAME: 'shop',
    PGFOLD_MAPPING: 'shop.ts',
    AWS_ENDPOINT_URL_DYNAMODB: emulator.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  }
  const commands = guideCommands(page)
  expect(commands.length).toBeGreaterThanOrEqual(5)
  for (const { words } of commands) {
    expect(words[0]).toBe('pgfold')
    const result = await runCommand('pgfold', words.slice(1), { cwd: folder.path, env })
    expect([words.join(' '), result.code], result.stdout + result.stderr).toEqual([words.join(' '), 0])
  }

  const client = new DynamoDBClient({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const { Items = [] } = await client.send(new ScanCommand({ TableName: 'shop' }))
  for (const item of text('json')) expect(Items).toContainEqual(JSON.parse(item))
  const queries = text('json query')
  const answers = text('text')
  expect(answers.length).toBe(queries.length)
  for (const [index, query] of queries.entries()) {
    const answer = await client.send(new QueryCommand(JSON.parse(query) as QueryCommandInput))
    const lines = (answer.Items ?? []).map(({ pk, sk }) => `${pk?.S} ${sk?.S}`)
    expect(lines, query).toEqual(answers[index]?.split('\n'))
  }
  client.destroy()
}, 120_000)
