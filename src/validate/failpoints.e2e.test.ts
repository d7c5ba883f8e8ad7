import { DeleteItemCommand, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TestDatabase } from '../../servers/test-database.ts'
import type { TestTable } from '../../servers/test-table.ts'
import { runCommand, type CommandEnd } from '../../test/run-command.ts'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { failpoints } from '../failpoint.ts'
import { migrate } from '../run/migrate.ts'
import { defaultFigures, itemsOf, shopDatabase, shopOptions, shopTable } from '../run/small-shop.fixture.ts'

// Several real processes for each point, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 })

const mapping = fileURLToPath(new URL('../run/small-shop.mapping.fixture.ts', import.meta.url))

let database: TestDatabase
let table: TestTable
let items: readonly string[]

beforeAll(async () => {
  database = await shopDatabase({ ...defaultFigures, members: 100, likes: 300, duplicateLikes: 10 })
  table = await shopTable()
  await using folder = await temporaryFolder()
  await migrate(shopOptions(database, table, folder.path), () => undefined, new AbortController().signal)
  items = await itemsOf(table)
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await table[Symbol.asyncDispose]()
})

function commandIn(cwd: string): (words: readonly string[], failpoint?: string) => Promise<CommandEnd> {
  return (words, failpoint = '') =>
    runCommand('pgfold', words, {
      cwd,
      env: { ...table.environment, DATABASE_URL: database.url, PGFOLD_MAPPING: mapping, PGFOLD_FAILPOINT: failpoint },
    })
}

/** Two items are gone and one says something else. */
async function damage(): Promise<void> {
  const client = new DynamoDBClient(table.clientConfig)
  const key = (id: number) => ({ pk: { S: `MEMBER#${id}` }, sk: { S: 'METADATA' } })
  for (const id of [7, 8]) await client.send(new DeleteItemCommand({ TableName: table.name, Key: key(id) }))
  await client.send(
    new UpdateItemCommand({
      TableName: table.name,
      Key: key(9),
      UpdateExpression: 'SET #n = :n',
      ExpressionAttributeNames: { '#n': 'name' },
      ExpressionAttributeValues: { ':n': { S: 'somebody else' } },
    }),
  )
  client.destroy()
}

describe('a validation that is killed', () => {
  it.each(failpoints.filter((name) => name.startsWith('validate.')))(
    'at %s is done again, or resumed where its state was saved, and finds no difference',
    async (name) => {
      await using folder = await temporaryFolder()
      const pgfold = commandIn(folder.path)
      // State is saved every ten seconds, and when something goes wrong: so something does.
      const isSaving = name === 'validate.save' || name === 'validate.saved'
      const killed = await pgfold(['validate', 'all'], isSaving ? `validate.page:3:throw,${name}` : name)
      expect(killed).toMatchObject({ code: null, signal: 'SIGKILL', stderr: expect.stringContaining('RUN_FAILPOINT') })
      const saved = (await readdir(folder.path)).find((file) => /^validation_state_validation_\d+$/.test(file))
      expect(saved !== undefined).toBe(name === 'validate.saved')
      const id = saved?.replace('validation_state_', '')
      const again = await pgfold(['validate', 'all', ...(id === undefined ? [] : ['--resume', id])])
      expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Validation passed: 0 differences') })
      expect((await readdir(folder.path)).filter((file) => !/^validation_report_\d+\.(json|html)$/.test(file))).toEqual(
        [],
      )
    },
  )
})

describe('a repair that is killed', () => {
  it.each(failpoints.filter((name) => name.startsWith('repair.')))(
    'at %s is done again from the same report, and the table is right',
    async (name) => {
      await using folder = await temporaryFolder()
      const pgfold = commandIn(folder.path)
      await damage()
      expect(await pgfold(['validate', 'MEMBER', '--report', 'report.json'])).toMatchObject({ code: 2 })
      const killed = await pgfold(['repair', 'report.json'], `${name}:${name === 'repair.compare' ? 1 : 2}`)
      expect(killed).toMatchObject({ code: null, signal: 'SIGKILL', stderr: expect.stringContaining('is set') })
      expect(await pgfold(['repair', 'report.json'])).toMatchObject({ code: 0 })
      expect(await itemsOf(table)).toEqual(items)
    },
  )
})
