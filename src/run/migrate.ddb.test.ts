import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { TestTable } from '../../servers/test-table.ts'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { keyHashing } from '../key-hashing.ts'
import { readLedger } from '../ledger/file-ledger.ts'
import { defineMapping } from '../mapping/define-mapping.ts'
import { parseSourceUrl } from '../postgres/connection/source-config.ts'
import type { RunEvent } from './run-event.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import { defaultFigures, itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'
import { shopMapping } from './small-shop.mapping.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined
const { members, oversize, orphans, likes, duplicateLikes, likesWithoutNote } = defaultFigures
const totalRows = members + (members + oversize + orphans) + (likes + duplicateLikes + likesWithoutNote)

describe('migrate', () => {
  it('writes every row or names it, and its figures add up', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const events: RunEvent[] = []
    const result = await migrate(
      { ...shopOptions(database, table, directory.path), rowsPerChunk: 100 },
      (event) => events.push(event),
      never,
    )

    expect(result.error).toBeNull()
    expect(result.outcome).toBe('completed')
    expect(result.summary).toEqual(await readLedger(directory.path, result.summary.runId))
    expect(result.summary.entities).toMatchObject([
      {
        entity: 'MEMBER',
        total: members,
        read: members,
        written: members,
        collapsed: 0,
        rejected: 0,
        indexKeysSkipped: { 'by-mail': members / 5 },
      },
      {
        entity: 'NOTE',
        total: members + oversize + orphans,
        written: members + orphans,
        rejected: oversize,
        lookupsMissed: { author: orphans },
      },
      {
        entity: 'LIKE',
        total: likes + duplicateLikes + likesWithoutNote,
        written: likes,
        collapsed: duplicateLikes,
        rejected: likesWithoutNote,
      },
    ])
    const items = await itemsOf(table)
    expect(items).toHaveLength(members + members + orphans + likes)
    expect(result.summary.totals.requests).toBeGreaterThanOrEqual(items.length / 25)

    const rejects = (await readFile(result.rejectFile, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { entity: string; source_key: { id: string }; reason: { code: string } })
    expect(
      rejects.map(({ entity, source_key, reason }) => `${entity} ${source_key.id} ${reason.code}`).toSorted(),
    ).toEqual([
      ...Array.from({ length: likesWithoutNote }, (_, index) => `LIKE ${2000001 + index} VALUE_KEY_NULL`),
      ...Array.from({ length: oversize }, (_, index) => `NOTE ${1000001 + index} VALUE_ITEM_TOO_LARGE`),
    ])

    expect(
      events
        .map(({ kind }) => kind)
        .filter((kind, at, kinds) => kinds.indexOf(kind) === at && !['throttled', 'retried'].includes(kind))
        .slice(0, 3),
    ).toEqual(['run-started', 'snapshot-taken', 'planned'])
    const planned = events.find((event) => event.kind === 'planned')
    expect(planned).toMatchObject({ estimated: true, done: 0 })
    expect(Math.abs((planned?.total ?? 0) - totalRows)).toBeLessThan(0.05 * totalRows)
    expect(events.filter((event) => event.kind === 'entity-done').map(({ entity, total }) => [entity, total])).toEqual(
      expect.arrayContaining(result.summary.entities.map(({ entity, total }) => [entity, total])),
    )
    expect(result.summary.entities.every(({ estimated }) => !estimated)).toBe(true)
    expect(events.filter((event) => event.kind === 'group-done')).toEqual(
      expect.arrayContaining([
        { kind: 'group-done', group: 'members', rows: members },
        { kind: 'group-done', group: 'notes', rows: totalRows - members },
      ]),
    )
    expect(events.filter((event) => event.kind === 'chunk-done').reduce((sum, event) => sum + event.read, 0)).toBe(
      totalRows,
    )
    expect(events.at(-1)).toMatchObject({ kind: 'run-finished', outcome: 'completed' })
  })

  it('shows and keeps keys only as hashes where that is asked for, also when it is resumed', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const options = {
      ...shopOptions(database, table, directory.path),
      rowsPerChunk: 100,
      workers: 1,
      drainMilliseconds: 60_000,
      hashKeys: { secret: 'pepper' },
    }
    const events: RunEvent[] = []
    const stop = new AbortController()
    const stopped = await migrate(
      options,
      (event) => {
        events.push(event)
        if (event.kind === 'chunk-done') stop.abort('SIGINT')
      },
      stop.signal,
    )
    const result = await resume({ ...options, runId: stopped.summary.runId }, (event) => events.push(event), never)
    expect(result.outcome).toBe('completed')
    const hashed = keyHashing({ secret: 'pepper' })
    const rejects = (await readFile(result.rejectFile, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(rejects).toContainEqual(expect.objectContaining({ source_key: { id: hashed?.text('1000001') } }))
    // Figures of time may have any digits.
    const said = JSON.stringify([rejects, events], (name, value: unknown) => (name === 'milliseconds' ? 0 : value))
    for (const id of ['1000001', '1000002', '1000003']) expect(said).not.toContain(id)
    // What is done has no bounds any more; what was still to do had to have them.
    const state: unknown = JSON.parse(await readFile(result.stateFile, 'utf8'))
    expect(state).toMatchObject({
      pgfold: {
        entities: Array.from(
          { length: result.summary.entities.length },
          () => expect.objectContaining({ bound: null, pending: [] }) as unknown,
        ),
      },
    })
  })

  it(
    'gives the same table with any number of workers and threads, chunks of any size, or twice over',
    { timeout: 120_000 },
    async () => {
      await using database = await shopDatabase()
      await using directory = await temporaryDirectory()
      const ways = [
        { workers: 1, rowsPerChunk: 10_000 },
        { workers: 3, rowsPerChunk: 37, batchSize: 7 },
        { workers: 4, threads: 2, rowsPerChunk: 250 },
      ]
      const tables: (readonly string[])[] = []
      for (const way of ways) {
        await using table = await shopTable()
        const options = { ...shopOptions(database, table, directory.path), ...way }
        expect(await migrate(options, ignore, never)).toMatchObject({ outcome: 'completed', error: null })
        expect(await migrate({ ...options, onExisting: 'append' }, ignore, never)).toMatchObject({
          outcome: 'completed',
          error: null,
        })
        tables.push(await itemsOf(table))
      }
      expect(tables[1]).toEqual(tables[0])
      expect(tables[2]).toEqual(tables[0])
    },
  )

  it('loads only the entities that are named, and completes those without rows', async () => {
    await using database = await shopDatabase({ ...defaultFigures, likes: 0, duplicateLikes: 0, likesWithoutNote: 0 })
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const result = await migrate(
      { ...shopOptions(database, table, directory.path), entities: ['members', 'LIKE'] },
      ignore,
      never,
    )
    expect(result.summary.entities).toMatchObject([
      { entity: 'MEMBER', status: 'Completed', written: members },
      { entity: 'LIKE', status: 'Completed', total: 0 },
    ])
    expect(await itemsOf(table)).toHaveLength(members)
  })
})

describe('a run that is stopped', () => {
  for (const threads of [0, 2]) {
    it(`continues where it was, to the same table (${threads} threads)`, { timeout: 120_000 }, async () => {
      await using database = await shopDatabase()
      await using whole = await shopTable()
      await using table = await shopTable()
      await using directory = await temporaryDirectory()
      await migrate(shopOptions(database, whole, directory.path), ignore, never)

      const options = {
        ...shopOptions(database, table, directory.path),
        rowsPerChunk: 50,
        workers: 2,
        threads,
        drainMilliseconds: 5,
      }
      let seen = new Set<string>()
      const stopAfter = (
        chunks: number,
      ): { onEvent: (event: RunEvent) => void; signal: AbortSignal; events: RunEvent[] } => {
        const stop = new AbortController()
        const events: RunEvent[] = []
        let done = 0
        return {
          signal: stop.signal,
          events,
          onEvent(event) {
            events.push(event)
            if (event.kind === 'chunk-done' && ++done === chunks) stop.abort('SIGTERM')
          },
        }
      }
      const first = stopAfter(4)
      let result = await migrate(options, first.onEvent, first.signal)
      expect(result).toMatchObject({
        outcome: 'stopped',
        error: null,
        summary: { status: 'Paused', completedAt: null },
      })
      expect(first.events).toContainEqual({ kind: 'draining', reason: 'SIGTERM' })
      const { runId } = result.summary
      let attempts = 1
      let read = 0
      while (result.outcome === 'stopped') {
        const before = result.summary.entities.reduce((sum, entity) => sum + entity.read, 0)
        expect(before).toBeGreaterThan(read)
        read = before
        const next = stopAfter(15)
        result = await resume({ ...options, runId }, next.onEvent, next.signal)
        expect(next.events.find((event) => event.kind === 'planned')).toMatchObject({ done: before })
        const finished = next.events
          .filter((event) => event.kind === 'chunk-done')
          .reduce((sum, event) => sum + event.read, 0)
        // What was durable is not read again.
        expect(result.summary.entities.reduce((sum, entity) => sum + entity.read, 0)).toBe(before + finished)
        seen = new Set(next.events.map((event) => event.kind))
        attempts += 1
      }
      expect(result).toMatchObject({ outcome: 'completed', error: null, alreadyCompleted: false })
      expect(attempts).toBeGreaterThan(2)
      expect(seen).toContain('run-finished')
      expect(result.summary.snapshots).toHaveLength(attempts)
      expect(await itemsOf(table)).toEqual(await itemsOf(whole))
      const lines = (await readFile(result.rejectFile, 'utf8')).trimEnd().split('\n')
      expect(lines).toHaveLength(oversize + likesWithoutNote)
      expect(new Set(lines).size).toBe(lines.length)

      const again = await resume({ ...options, runId }, ignore, never)
      expect(again).toMatchObject({ outcome: 'completed', alreadyCompleted: true })
    })
  }

  it('is told before the start that nothing was written', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    await expect(
      migrate(shopOptions(database, table, directory.path), ignore, AbortSignal.abort('SIGINT')),
    ).rejects.toMatchObject({ code: 'RUN_STOPPED', detail: 'SIGINT' })
  })
})

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

  it('says "run again", not "resume", where a locked table keeps it from starting', { timeout: 60_000 }, async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    // The catalog is asked for the size of each table, and that waits too.
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
    const options = { ...shopOptions(database, table, directory.path), rowsPerChunk: 100, drainMilliseconds: 0 }
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
    const options = { ...shopOptions(database, table, directory.path), rowsPerChunk: 100, drainMilliseconds: 0 }
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
