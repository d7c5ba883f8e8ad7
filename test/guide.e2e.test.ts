import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startEmulator } from '../servers/dynamodb-emulator.ts'
import { guideCommands } from './guide-commands.ts'
import { ratelDatabase } from './ratel/ratel-database.ts'
import { runCommand } from './run-command.ts'
import { temporaryFolder } from './temporary-folder.ts'

const root = path.resolve(import.meta.dirname, '..')

/** `aws dynamodb <verb> …`, spoken through the SDK: the command line itself is not installed with npm. */
async function aws(client: DynamoDBClient, words: readonly string[]): Promise<void> {
  const option = (name: string) => words[words.indexOf(name) + 1] ?? ''
  switch (words[2]) {
    case 'create-table': {
      const input = JSON.parse(
        await readFile(path.join(root, option('--cli-input-json').replace('file://', '')), 'utf8'),
      ) as CreateTableCommandInput
      const TableName = words.includes('--table-name') ? option('--table-name') : input.TableName
      // The page offers two ways to the same table; the second must find none.
      await client.send(new DeleteTableCommand({ TableName })).catch(() => undefined)
      await client.send(new CreateTableCommand({ ...input, TableName }))
      return
    }
    case 'delete-table':
      await client.send(new DeleteTableCommand({ TableName: option('--table-name') }))
      return
    case 'describe-table':
      await client.send(new DescribeTableCommand({ TableName: option('--table-name') }))
      return
    default:
      throw new Error(`the guide names "${words.join(' ')}", which this test cannot run`)
  }
}

test('every command of the guide does what the page says', async () => {
  await using database = await ratelDatabase(60, 'aged')
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  const identity = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const client = new DynamoDBClient({ endpoint: emulator.endpoint, ...identity })
  const env = {
    DATABASE_URL: database.url,
    DYNAMODB_TABLE_NAME: 'ratel-local',
    AWS_ENDPOINT_URL_DYNAMODB: emulator.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  }
  const stateFiles = async () =>
    (await readdir(folder.path)).filter((name) => /^migration_state_.*\.json$/.test(name)).toSorted()
  const ran: string[] = []

  for (const { words, variables } of guideCommands(await readFile(path.join(root, 'DYNAMODB_MIGRATION.md'), 'utf8'))) {
    const [name = ''] = words
    ran.push(name)
    if (name === 'aws') {
      await aws(client, words)
    } else if (name === 'ls') {
      expect(await stateFiles()).not.toEqual([])
    } else if (name === 'docker') {
      expect(await readFile(path.join(root, 'docker-compose.yml'), 'utf8')).toMatch(/5432:5432[\s\S]*8000:8000/)
    } else if (name === 'pgfold' || name === 'migrate_to_dynamo' || name === 'validate_migration') {
      const id = /migration_state_(.*)\.json/.exec((await stateFiles())[0] ?? '')?.[1] ?? ''
      const parameters = words.slice(1).map((word) => (word === 'migration_1234567890' ? id : word))
      const result = await runCommand(name, parameters, {
        cwd: folder.path,
        env: { ...env, ...variables, DATABASE_URL: database.url },
      })
      // The database holds rows that are rejected on purpose: 2 for whatever migrates them.
      expect([words.join(' '), result.code, result.stderr], result.stdout).toEqual([
        words.join(' '),
        name === 'migrate_to_dynamo' && parameters[0] === 'migrate'
          ? 2
          : expect.toBeOneOf([0, ...(parameters[0] === 'resume' ? [2] : [])]),
        expect.anything(),
      ])
    } else {
      throw new Error(`the guide names "${words.join(' ')}", which this test cannot run`)
    }
  }
  client.destroy()
  expect(ran.filter((name) => name === 'migrate_to_dynamo').length).toBeGreaterThanOrEqual(5)
  expect(ran.filter((name) => name === 'validate_migration').length).toBeGreaterThanOrEqual(5)
}, 300_000)
