import { describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { seekByIndexSettings } from '../postgres/chunks/bound-queries.ts'
import { parseSourceUrl, type SourceConfig, type SourceDdl } from '../postgres/connection/source-config.ts'
import { openSnapshot } from '../postgres/snapshot.ts'
import type { RunEvent } from './run-event.ts'
import { SeekSession } from './seek-session.ts'

const signal = new AbortController().signal
const queries = ['SELECT id FROM plain']

function configOf(database: TestDatabase, ddl: SourceDdl): SourceConfig {
  return { ...parseSourceUrl(database.url, {}), ddl }
}

/** Table locks on `plain`, of whatever session. */
async function locksOn(database: TestDatabase): Promise<number> {
  return (await database.query("SELECT FROM pg_locks WHERE relation = 'plain'::regclass")).length
}

describe('a session that seeks bounds', { timeout: 60_000 }, () => {
  test('keeps no lock after a query where DDL is not to wait, and keeps its settings', async () => {
    await using database = await testDatabase()
    await database.query('CREATE TABLE plain (id int)')
    const source = configOf(database, 'check')
    await using snapshot = await openSnapshot(source, signal)
    const onEvent = (): void => undefined
    await using session = new SeekSession({
      source,
      snapshotId: snapshot.id,
      settings: seekByIndexSettings,
      queries,
      onEvent,
    })
    await session.open(signal)
    expect(await session.seek('SELECT count(*) FROM plain', signal)).toEqual([['0']])
    expect(await locksOn(database)).toBe(0)
    expect(await session.seek("SELECT current_setting('enable_sort')", signal)).toEqual([['off']])
  })

  test('locks what the run reads as soon as it is opened where DDL is to wait', async () => {
    await using database = await testDatabase()
    await database.query('CREATE TABLE plain (id int)')
    const source = configOf(database, 'wait')
    await using snapshot = await openSnapshot(source, signal)
    const onEvent = (): void => undefined
    await using session = new SeekSession({ source, snapshotId: snapshot.id, settings: [], queries, onEvent })
    await session.open(signal)
    expect(await locksOn(database)).toBe(1)
  })

  test('is replaced where it is lost, sees the same snapshot, and takes one query at a time', async () => {
    await using database = await testDatabase()
    await database.query('CREATE TABLE plain (id int); INSERT INTO plain VALUES (1)')
    const source = configOf(database, 'check')
    await using snapshot = await openSnapshot(source, signal)
    await database.query('INSERT INTO plain VALUES (2)')
    const events: RunEvent[] = []
    const onEvent = (event: RunEvent): void => void events.push(event)
    await using session = new SeekSession({ source, snapshotId: snapshot.id, settings: [], queries, onEvent })
    const [[pid] = []] = await session.seek('SELECT pg_backend_pid()', signal)
    await database.query(`SELECT pg_terminate_backend(${pid ?? ''}, 5000)`)
    const both = [1, 2].map(() => session.seek('SELECT id, pg_backend_pid() FROM plain', signal))
    const [first, second] = await Promise.all(both)
    expect(first).toEqual([['1', expect.not.stringMatching(new RegExp(`^${pid ?? ''}$`))]])
    expect(second).toEqual(first)
    expect(events.map(({ kind }) => kind)).toEqual(['retried'])
  })
})
