import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, inject, test } from 'vitest'
import { faultyDynamoDb } from '../../servers/faulty-dynamodb.ts'
import { runCommand, type CommandEnd, type CommandOptions } from '../run-command.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { heldItems, knownDatabase, knownItems, knownMapping, knownTable } from './known-shop.fixture.ts'

/** Loads with the real command under a fault, pastes the command that it prints, and compares the table. */
async function stopsAndIsPasted(
  args: readonly string[],
  fault: (emulator: string) => Promise<AsyncDisposable & { readonly endpoint: string }>,
): Promise<CommandEnd> {
  await using database = await knownDatabase()
  await using table = await knownTable()
  await using folder = await temporaryFolder()
  await writeFile(path.join(folder.path, 'pgfold.mapping.json'), JSON.stringify(knownMapping.definition))
  const options = (endpoint: string): CommandOptions => ({
    cwd: folder.path,
    env: { ...table.environment, AWS_ENDPOINT_URL_DYNAMODB: endpoint, DATABASE_URL: database.url },
  })
  await using service = await fault(inject('dynamodbEndpoint'))
  const stopped = await runCommand('pgfold', ['migrate', '--page-size', '20', ...args], options(service.endpoint))
  const [, pasted = ''] = /^Continue with: pgfold (.+)$/mu.exec(stopped.stdout) ?? []
  const resumed = await runCommand('pgfold', pasted.split(' '), options(inject('dynamodbEndpoint')))
  // 2: the server's position in the WAL has moved meanwhile, so rows are of several snapshots.
  expect({ stderr: resumed.stderr, done: resumed.code === 0 || resumed.code === 2 }).toMatchObject({ done: true })
  expect(await heldItems(table)).toEqual(knownItems())
  return stopped
}

test(
  'a command whose credentials expire ends with 3, and the command that it prints ends the work',
  { timeout: 240_000 },
  async () => {
    const { code, stderr } = await stopsAndIsPasted([], (emulator) =>
      faultyDynamoDb(emulator, ({ operation, number }) =>
        operation === 'BatchWriteItem' && number >= 5
          ? { kind: 'error', status: 400, type: 'ExpiredTokenException' }
          : null,
      ),
    )
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('TARGET_CREDENTIALS_EXPIRED') })
  },
)

test(
  'a command whose snapshot becomes too old ends with 3, and the command that it prints ends the work',
  { timeout: 240_000 },
  async () => {
    const { code, stderr } = await stopsAndIsPasted(
      ['--warn-snapshot-age', '1', '--max-snapshot-age', '2', '--max-write-units', '50'],
      (emulator) => faultyDynamoDb(emulator),
    )
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('SOURCE_SNAPSHOT_OLD') })
  },
)
