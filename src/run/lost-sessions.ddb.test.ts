import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import type { RunEvent } from './run-event.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import { itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

/**
 * Ends the sessions of one role (`reader`, `snapshot`), as a restart of a proxy or an impatient administrator would.
 */
function endSessions(database: { query(sql: string): Promise<unknown> }, role: string): Promise<unknown> {
  return database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%${role}%'`,
  )
}

describe('a run that loses sessions on the source', () => {
  for (const threads of [0, 2]) {
    it(`replaces readers and ends as if nothing had happened (${threads} threads)`, { timeout: 120_000 }, async () => {
      await using database = await shopDatabase()
      await using table = await shopTable()
      await using whole = await shopTable()
      await using directory = await temporaryDirectory()
      await migrate(shopOptions(database, whole, directory.path), ignore, never)
      const events: RunEvent[] = []
      const ended: Promise<unknown>[] = []
      let done = 0
      const result = await migrate(
        { ...shopOptions(database, table, directory.path), rowsPerChunk: 20, workers: 2, threads },
        (event) => {
          events.push(event)
          if (event.kind === 'chunk-done' && ++done % 25 === 0) ended.push(endSessions(database, 'reader'))
        },
        never,
      )
      await Promise.all(ended)
      expect(result).toMatchObject({ outcome: 'completed', error: null })
      expect(ended.length).toBeGreaterThan(2)
      expect(
        events.filter((event) => event.kind === 'retried' && event.code.startsWith('SOURCE_')).length,
      ).toBeGreaterThan(0)
      expect(await itemsOf(table)).toEqual(await itemsOf(whole))
    })
  }

  it(
    'fails when the snapshot is gone, says so in its state, and a resume ends the work',
    { timeout: 120_000 },
    async () => {
      await using database = await shopDatabase()
      await using table = await shopTable()
      await using directory = await temporaryDirectory()
      const options = { ...shopOptions(database, table, directory.path), rowsPerChunk: 20, workers: 2 }
      let ended: Promise<unknown> | null = null
      const result = await migrate(
        options,
        (event) => {
          if (event.kind === 'chunk-done') ended ??= endSessions(database, 'snapshot')
        },
        never,
      )
      await ended
      expect(result).toMatchObject({
        outcome: 'failed',
        error: { code: 'SOURCE_CONNECTION_LOST' },
        summary: { status: 'Failed', lastError: { code: 'SOURCE_CONNECTION_LOST' } },
      })
      expect(result.error?.entry.exit).toBe(3)
      const events: RunEvent[] = []
      expect(
        await resume({ ...options, runId: result.summary.runId }, (event) => events.push(event), never),
      ).toMatchObject({ outcome: 'completed', summary: { lastError: null } })
      expect(events.find((event) => event.kind === 'planned')).toMatchObject({
        done: result.summary.entities.reduce((sum, entity) => sum + entity.read, 0),
      })
    },
  )
})
