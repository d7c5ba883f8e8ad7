import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { DeleteItemCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import type { TestDatabase } from '../../servers/test-database.ts'
import type { TestTable } from '../../servers/test-table.ts'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import type { RunEvent } from './run-event.ts'
import type { MigrateOptions } from './run-options.ts'
import type { RunResult } from './run-result.ts'
import { itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

vi.setConfig({ testTimeout: 120_000 })

let database: TestDatabase

beforeAll(async () => {
  database = await shopDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

/** A run that is stopped when its first chunk is durable. */
async function stopped(options: MigrateOptions): Promise<RunResult> {
  const stop = new AbortController()
  const result = await migrate(
    { ...options, workers: 1, rowsPerChunk: 100 },
    (event) => {
      if (event.kind === 'chunk-done') stop.abort('SIGINT')
    },
    stop.signal,
  )
  expect(result.outcome).toBe('stopped')
  return result
}

async function migrated(options: MigrateOptions): Promise<{ readonly result: RunResult; readonly events: RunEvent[] }> {
  const events: RunEvent[] = []
  const result = await migrate(options, (event) => events.push(event), new AbortController().signal)
  return { result, events }
}

async function empty(table: TestTable): Promise<void> {
  const client = new DynamoDBClient(table.clientConfig)
  for await (const page of paginateScan({ client }, { TableName: table.name, ProjectionExpression: 'pk, sk' }))
    for (const { pk, sk } of page.Items ?? [])
      if (pk !== undefined && sk !== undefined)
        await client.send(new DeleteItemCommand({ TableName: table.name, Key: { pk, sk } }))
  client.destroy()
}

describe('a new run into the table of an unfinished one', () => {
  it('is refused with the name of that run and the way on; asked to, it goes on with it', async () => {
    await using table = await shopTable()
    await using whole = await shopTable()
    await using directory = await temporaryDirectory()
    await using elsewhere = await temporaryDirectory()
    await migrated(shopOptions(database, whole, elsewhere.path))
    const options = shopOptions(database, table, directory.path)
    const { runId } = (await stopped(options)).summary
    const before = await itemsOf(table)
    await expect(migrated(options)).rejects.toMatchObject({
      code: 'RUN_UNFINISHED',
      detail: expect.stringMatching(new RegExp(`^${runId} into table ${table.name}, .* has loaded \\d+ of`)),
      fix: expect.stringContaining('--continue'),
    })
    expect(await itemsOf(table)).toEqual(before)

    await expect(migrated({ ...options, continueUnfinished: true, entities: ['notes'] })).rejects.toMatchObject({
      code: 'RUN_UNFINISHED',
      fix: expect.stringContaining('--entities'),
    })
    const { result, events } = await migrated({ ...options, continueUnfinished: true, entities: ['notes', 'MEMBER'] })
    expect(result).toMatchObject({ outcome: 'completed', summary: { runId } })
    expect(events.find(({ kind }) => kind === 'run-started')).toMatchObject({ resumed: true, runId })
    expect(await itemsOf(table)).toEqual(await itemsOf(whole))
    await expect(migrated({ ...options, continueUnfinished: true })).rejects.toMatchObject({ code: 'TABLE_NOT_EMPTY' })
  })

  it('is said beside an append, and where there are several they are named', async () => {
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const options = shopOptions(database, table, directory.path)
    const first = await stopped({ ...options, entities: ['MEMBER'] })
    const second = await stopped({ ...options, entities: ['notes'], onExisting: 'append' })
    const names = [first.summary.runId, second.summary.runId]
    const error: unknown = await migrated({ ...options, continueUnfinished: true }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'RUN_UNFINISHED', fix: expect.stringContaining('several') })
    for (const name of names) expect(error).toMatchObject({ detail: expect.stringContaining(name) })
    const { events, result } = await migrated({ ...options, onExisting: 'append' })
    expect(result.outcome).toBe('completed')
    expect(
      events.flatMap((event) => (event.kind === 'warning' && event.code === 'RUN_UNFINISHED' ? [event.detail] : [])),
    ).toEqual(names.map((name) => expect.stringMatching(`^${name} .*begins anew beside it$`)))
    // It has loaded all that the two were to load.
    await expect(migrated({ ...options, continueUnfinished: true })).rejects.toMatchObject({ code: 'TABLE_NOT_EMPTY' })
  })

  it('begins where the table was emptied, and says so; a resume of the old one is refused', async () => {
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const options = shopOptions(database, table, directory.path)
    const { runId } = (await stopped(options)).summary
    await empty(table)
    await expect(resume({ ...options, runId }, () => undefined, new AbortController().signal)).rejects.toMatchObject({
      code: 'RUN_OTHER_TARGET',
      detail: expect.stringContaining('the table is empty now'),
    })
    const { events, result } = await migrated(options)
    expect(result).toMatchObject({ outcome: 'completed' })
    expect(events).toContainEqual(
      expect.objectContaining({ code: 'RUN_UNFINISHED', detail: expect.stringContaining('the table is empty now') }),
    )
  })

  it('names state files that cannot be read where the table holds items', async () => {
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const options = shopOptions(database, table, directory.path)
    const { stateFile } = await stopped(options)
    await writeFile(stateFile, '{"half', { mode: 0o600 })
    await writeFile(join(directory.path, 'migration_state_of_somebody_else.json'), '{}')
    await expect(migrated(options)).rejects.toMatchObject({
      code: 'TABLE_NOT_EMPTY',
      detail: expect.stringMatching(/these state files cannot be read: migration_state_migration_\d+\.json$/),
    })
  })
})
