import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import type { TestTable } from '../../servers/test-table.ts'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { defineMapping } from '../mapping/define-mapping.ts'
import { parseSourceUrl } from '../postgres/connection/source-config.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import { shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'
import { shopMapping } from './small-shop.mapping.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

describe('a run that must not start', () => {
  it('is refused while another holds the table, and among foreign items', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const options = { ...shopOptions(database, table, directory.path), rowsPerChunk: 100 }
    let second: Promise<unknown> | null = null
    const result = await migrate(
      options,
      (event) => {
        if (event.kind === 'chunk-started') second ??= migrate(options, ignore, never).catch((error: unknown) => error)
      },
      never,
    )
    expect(result.outcome).toBe('completed')
    expect(await second).toMatchObject({ code: 'SOURCE_RUN_LOCKED' })
    await expect(migrate(options, ignore, never)).rejects.toMatchObject({ code: 'TABLE_NOT_EMPTY' })
  })

  it('is refused when the table is missing or has other keys, and when the state has no place', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const options = shopOptions(database, table, directory.path)
    await expect(
      migrate({ ...options, target: { ...options.target, table: 'no-such-table' } }, ignore, never),
    ).rejects.toMatchObject({ code: 'TABLE_MISSING' })
    const otherKeys = defineMapping({
      ...shopMapping.definition,
      table: { ...shopMapping.definition.table, partitionKey: 'PK' },
    })
    await expect(migrate({ ...options, mapping: otherKeys }, ignore, never)).rejects.toMatchObject({
      code: 'TABLE_KEYS_DIFFER',
    })
    await expect(
      migrate({ ...options, stateDirectory: `${directory.path}/nowhere` }, ignore, never),
    ).rejects.toMatchObject({ code: 'RUN_STATE_DIRECTORY' })
    await expect(migrate({ ...options, batchSize: 26 }, ignore, never)).rejects.toMatchObject({
      code: 'RUN_OPTION_INVALID',
    })
  })

  it('says "run again", not "resume", where a locked table keeps it from starting', { timeout: 150_000 }, async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    // The catalog is asked for the size of each table, and that waits too, for a minute in all.
    await database.query('BEGIN; LOCK TABLE members')
    const error: unknown = await migrate(shopOptions(database, table, directory.path), ignore, never).catch(
      (reason: unknown) => reason,
    )
    await database.query('ROLLBACK')
    expect(error).toMatchObject({
      code: 'SOURCE_LOCK_TIMEOUT',
      exit: 1,
      fix: expect.stringContaining('run the same command again'),
    })
  })

  it('is told by a resume that its table is gone, not to make another that would be refused', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const options = { ...shopOptions(database, table, directory.path), rowsPerChunk: 100, drainMs: 0 }
    const stop = new AbortController()
    const { summary } = await migrate(
      options,
      (event) => {
        if (event.kind === 'chunk-done') stop.abort('SIGINT')
      },
      stop.signal,
    )
    await dropTable(table)
    await expect(resume({ ...options, runId: summary.runId }, ignore, never)).rejects.toMatchObject({
      code: 'RUN_OTHER_TARGET',
      fix: expect.stringContaining('start a new run'),
    })
  })

  it('ends for good when its table is deleted under it', { timeout: 60_000 }, async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    let dropped: Promise<void> | null = null
    const result = await migrate(
      { ...shopOptions(database, table, directory.path), rowsPerChunk: 20, workers: 2 },
      (event) => {
        if (event.kind === 'chunk-done') dropped ??= dropTable(table)
      },
      never,
    )
    await dropped
    expect(result).toMatchObject({
      outcome: 'failed',
      resumable: false,
      error: { code: 'TABLE_MISSING', fix: expect.stringContaining('start a new run') },
    })
  })

  it('is refused when the role may not read a table, with the grant that fixes it', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const role = `${database.name}_reader`
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'; GRANT SELECT ON members, notes TO ${role}`)
    try {
      const url = new URL(database.url)
      url.username = role
      url.password = 'secret'
      await expect(
        migrate(
          { ...shopOptions(database, table, directory.path), source: parseSourceUrl(url.href, {}) },
          ignore,
          never,
        ),
      ).rejects.toMatchObject({
        code: 'SOURCE_PERMISSION',
        fix: expect.stringContaining(`GRANT SELECT ON "public"."likes" TO "${role}"`),
      })
    } finally {
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
    }
  })

  it('is refused as a resume with another mapping, database or table', async () => {
    await using database = await shopDatabase()
    await using other = await shopDatabase()
    await using table = await shopTable()
    await using otherTable = await shopTable()
    await using directory = await temporaryDirectory()
    const options = { ...shopOptions(database, table, directory.path), rowsPerChunk: 100, drainMs: 0 }
    const stop = new AbortController()
    const { outcome, summary } = await migrate(
      options,
      (event) => {
        if (event.kind === 'chunk-done') stop.abort('SIGINT')
      },
      stop.signal,
    )
    expect(outcome).toBe('stopped')
    const { runId } = summary
    const { MEMBER, NOTE } = shopMapping.definition.entities
    const otherMapping = defineMapping({
      ...shopMapping.definition,
      entities: { ...(MEMBER && { MEMBER }), ...(NOTE && { NOTE }) },
    })
    await expect(resume({ ...options, runId, mapping: otherMapping }, ignore, never)).rejects.toMatchObject({
      code: 'RUN_OTHER_MAPPING',
    })
    await expect(
      resume({ ...options, runId, source: parseSourceUrl(other.url, {}) }, ignore, never),
    ).rejects.toMatchObject({ code: 'RUN_OTHER_SOURCE', detail: expect.stringContaining(other.name) })
    await expect(
      resume({ ...options, runId, target: { ...options.target, table: otherTable.name } }, ignore, never),
    ).rejects.toMatchObject({ code: 'RUN_OTHER_TARGET' })
    expect(await resume({ ...options, runId }, ignore, never)).toMatchObject({ outcome: 'completed' })
  })
})

async function dropTable(table: TestTable): Promise<void> {
  const client = new DynamoDBClient(table.clientConfig)
  await client.send(new DeleteTableCommand({ TableName: table.name }))
  client.destroy()
}
