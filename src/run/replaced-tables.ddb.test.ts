import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import type { TestDatabase } from '../../servers/test-database.ts'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { validate } from '../validate/validate.ts'
import type { RunEvent } from './run-event.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import type { MigrateOptions } from './run-options.ts'
import { itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

/** Each leaves the rows as they are for whoever looks afterwards, and none at all for an older snapshot. */
const replacements = {
  'a rewrite': 'ALTER TABLE likes ALTER note_id TYPE bigint USING note_id + 0',
  'TRUNCATE and the same rows again':
    'BEGIN; CREATE TABLE copy AS SELECT * FROM likes; TRUNCATE likes; INSERT INTO likes SELECT * FROM copy; COMMIT',
  'an exchange for a copy':
    'BEGIN; CREATE TABLE copy (LIKE likes INCLUDING ALL); INSERT INTO copy SELECT * FROM likes; ALTER TABLE likes RENAME TO former; ALTER TABLE copy RENAME TO likes; COMMIT',
} as const

const truncate = 'TRUNCATE likes'

async function session(
  database: TestDatabase,
): Promise<AsyncDisposable & { query(sql: string): Promise<pg.QueryResult> }> {
  const client = new pg.Client({ connectionString: database.url })
  client.on('error', () => undefined)
  await client.connect()
  return { query: (sql) => client.query(sql), [Symbol.asyncDispose]: () => client.end() }
}

/** Waits until a session of pgfold waits for a lock. */
async function pgfoldWaits(database: TestDatabase): Promise<void> {
  await expect
    .poll(
      () =>
        database.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%pgfold%' AND wait_event_type = 'Lock'`,
        ),
      { timeout: 20_000, interval: 10 },
    )
    .not.toEqual([])
}

function check(options: MigrateOptions): MigrateOptions {
  return { ...options, source: { ...options.source, ddl: 'check' } }
}

describe('a table that is replaced', { timeout: 120_000 }, () => {
  it.each(Object.entries(replacements))(
    'by %s while the run waits for another one is loaded whole, and validated whole',
    async (_name, replacement) => {
      await using database = await shopDatabase()
      await using table = await shopTable()
      await using whole = await shopTable()
      await using directory = await temporaryDirectory()
      const options = shopOptions(database, table, directory.path)
      await migrate(shopOptions(database, whole, directory.path), ignore, never)

      await using blocker = await session(database)
      await blocker.query('BEGIN; LOCK TABLE members')
      const events: RunEvent[] = []
      const running = migrate(options, (event) => events.push(event), never)
      await pgfoldWaits(database)
      await database.query(replacement)
      // Longer than one attempt to take the locks.
      await sleep(1200)
      await blocker.query('COMMIT')
      expect(await running).toMatchObject({ outcome: 'completed', error: null })
      expect(await itemsOf(table)).toEqual(await itemsOf(whole))
      expect(events).toContainEqual({
        kind: 'warning',
        code: 'SOURCE_LOCK_TIMEOUT',
        detail: expect.stringMatching(/^waiting for a lock: public\.members is locked by server process \d+$/),
      })

      await blocker.query('BEGIN; LOCK TABLE members')
      const validating = validate({ ...options, depth: { kind: 'all' }, secondPasses: 1 }, ignore, never)
      await pgfoldWaits(database)
      await database.query('ALTER TABLE likes ALTER note_id TYPE bigint USING note_id + 0')
      await blocker.query('COMMIT')
      const report = await validating
      expect(report.differences).toEqual([])
      expect(report.ok).toBe(true)
      expect(report.entities.map(({ sourceRows }) => sourceRows).every((rows) => rows > 0)).toBe(true)
    },
  )

  it('has to wait until the load has ended, and the load is not disturbed', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using whole = await shopTable()
    await using directory = await temporaryDirectory()
    await migrate(shopOptions(database, whole, directory.path), ignore, never)
    await using other = await session(database)
    let truncated: Promise<unknown> | null = null
    let early = false
    let done = 0
    let ended = false
    const result = await migrate(
      { ...shopOptions(database, table, directory.path), rowsPerChunk: 20, workers: 2 },
      (event) => {
        if (event.kind === 'chunk-done' && ++done === 10) {
          truncated = other.query(truncate).then(() => {
            early = !ended
          })
        }
        if (event.kind === 'run-finished') ended = true
      },
      never,
    )
    expect(result).toMatchObject({ outcome: 'completed', error: null })
    await truncated
    expect({ early, asked: truncated !== null }).toEqual({ early: false, asked: true })
    expect(await itemsOf(table)).toEqual(await itemsOf(whole))
    expect(await database.query('SELECT FROM likes')).toEqual([])
  })

  it('need not wait with "check": the run fails with the name of the table, and is not resumed', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    await using other = await session(database)
    const options = check({ ...shopOptions(database, table, directory.path), rowsPerChunk: 10, workers: 2 })
    let truncated: Promise<unknown> | null = null
    let chunksAfter = 0
    const result = await migrate(
      options,
      (event) => {
        if (event.kind !== 'chunk-done') return
        truncated ??= other.query(truncate)
        void truncated.then(() => {
          chunksAfter += 1
        })
      },
      never,
    )
    await truncated
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { code: 'SOURCE_TABLES_CHANGED', detail: 'public.likes was rewritten, emptied or redefined' },
      summary: { status: 'Failed', lastError: { code: 'SOURCE_TABLES_CHANGED' } },
    })
    expect(chunksAfter).toBeGreaterThan(0)
    const again = { ...options, runId: result.summary.runId }
    await expect(resume(again, ignore, never)).rejects.toMatchObject({ code: 'SOURCE_TABLES_CHANGED' })
    await expect(resume({ ...again, source: { ...again.source, ddl: 'wait' } }, ignore, never)).rejects.toMatchObject({
      code: 'SOURCE_TABLES_CHANGED',
    })
  })

  it('between stop and resume is refused where the first attempt held no locks, and taken where it did', async () => {
    await using database = await shopDatabase()
    await using directory = await temporaryDirectory()
    for (const ddl of ['check', 'wait'] as const) {
      await using table = await shopTable()
      const shop = shopOptions(database, table, directory.path)
      const options = { ...shop, source: { ...shop.source, ddl }, rowsPerChunk: 50, drainMs: 0 }
      const stop = new AbortController()
      const { outcome, summary } = await migrate(
        options,
        (event) => {
          if (event.kind === 'chunk-done') stop.abort('SIGINT')
        },
        stop.signal,
      )
      expect(outcome).toBe('stopped')
      await database.query('VACUUM FULL notes')
      const resumed = resume({ ...options, runId: summary.runId }, ignore, never)
      if (ddl === 'check')
        await expect(resumed).rejects.toMatchObject({
          code: 'SOURCE_TABLES_CHANGED',
          detail: 'public.notes was rewritten, emptied or redefined',
        })
      else expect(await resumed).toMatchObject({ outcome: 'completed', error: null })
    }
  })

  it('during a validation with "check" ends it with an error, never with a report of missing rows', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    await using other = await session(database)
    const options = check(shopOptions(database, table, directory.path))
    expect(await migrate(options, ignore, never)).toMatchObject({ outcome: 'completed' })
    let truncated: Promise<unknown> | null = null
    const validating = validate(
      { ...options, depth: { kind: 'all' }, readers: 1 },
      (event) => {
        if (event.kind === 'entity-started') truncated ??= other.query(truncate)
      },
      never,
    )
    await expect(validating).rejects.toMatchObject({
      code: 'SOURCE_TABLES_CHANGED',
      detail: 'public.likes was rewritten, emptied or redefined',
    })
    await truncated
  })
})
