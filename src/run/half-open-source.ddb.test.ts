import { describe, expect, it } from 'vitest'
import { faultyNetwork } from '../../servers/faulty-network.ts'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { parseSourceUrl } from '../postgres/connection/source-config.ts'
import type { RunEvent } from './run-event.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import { itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

/**
 * 2 s for the cancelling connection, 3 s until a query is cut, 2 s each for unlocking and for the goodbye, and a busy
 * machine.
 */
const boundMs = 20_000

describe('Ctrl-C on a source that keeps the connection open and says nothing more', () => {
  for (const at of ['snapshot-taken', 'planned', 'chunk-done'] as const) {
    it(`ends soon after "${at}", and a resume ends the work`, { timeout: 120_000 }, async () => {
      await using database = await shopDatabase()
      await using proxy = await faultyNetwork(database.url)
      await using table = await shopTable()
      await using directory = await temporaryDirectory()
      const options = {
        ...shopOptions(database, table, directory.path),
        rowsPerChunk: 20,
        workers: 2,
        drainMs: 200,
      }
      const interrupt = new AbortController()
      let interruptedAt = 0
      const onEvent = (event: RunEvent): void => {
        if (event.kind !== at || interruptedAt !== 0) return
        proxy.stall()
        interruptedAt = performance.now()
        setTimeout(() => interrupt.abort('SIGINT'), 100)
      }
      const result = await migrate(
        { ...options, source: parseSourceUrl(proxy.at(database.url), {}) },
        onEvent,
        interrupt.signal,
      )
      expect(performance.now() - interruptedAt).toBeLessThan(boundMs)
      expect(result.outcome).toBe('stopped')

      // The server has not heard of the end; its own keepalives would tell it.
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'pgfold%'`,
      )
      expect(await resume({ ...options, runId: result.summary.runId }, ignore, never)).toMatchObject({
        outcome: 'completed',
      })
      expect((await itemsOf(table)).length).toBeGreaterThan(0)
    })
  }
})
