import { describe, expect, it } from 'vitest'
import { hasPgbouncer, startPgbouncer } from '../servers/pgbouncer.ts'
import { temporaryDirectory } from '../src/ledger/ledger.fixture.ts'
import { parseSourceUrl } from '../src/postgres/connection/source-config.ts'
import { validate } from '../src/validate/validate.ts'
import { migrate } from '../src/run/migrate.ts'
import { resume } from '../src/run/resume.ts'
import { shopDatabase, shopOptions, shopTable } from '../src/run/small-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

describe.skipIf(!hasPgbouncer())('the whole job behind PgBouncer (skipped without pgbouncer)', () => {
  for (const threads of [0, 1])
    it(
      `session mode: load, resume and validation, and nothing is left behind (${threads} threads)`,
      { timeout: 120_000 },
      async () => {
        await using database = await shopDatabase()
        await using pooler = await startPgbouncer(database.url, { mode: 'session' })
        await using table = await shopTable()
        await using directory = await temporaryDirectory()
        const source = parseSourceUrl(pooler.url, {})
        const options = { ...shopOptions(database, table, directory.path), source, rowsPerChunk: 100, threads }
        const stop = new AbortController()
        const first = await migrate(
          options,
          (event) => {
            if (event.kind === 'chunk-done') stop.abort('SIGINT')
          },
          stop.signal,
        )
        expect(first.outcome).toBe('stopped')
        const second = await resume({ ...options, runId: first.summary.runId }, ignore, never)
        expect(second).toMatchObject({ outcome: 'completed', error: null })
        const { mapping, target } = options
        const proof = await validate(
          {
            mapping,
            source,
            target,
            depth: { kind: 'all' },
            stateDirectory: directory.path,
          },
          ignore,
          never,
        )
        expect(proof.entities.length).toBeGreaterThan(0)
        const left = await database.query(
          `SELECT a.pid, a.state, l.locktype FROM pg_stat_activity a LEFT JOIN pg_locks l ON l.pid = a.pid
           WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND (a.state <> 'idle' OR l.pid IS NOT NULL)`,
        )
        expect(left).toEqual([])
      },
    )

  it('transaction mode: refused before a run begins, without a state file', { timeout: 120_000 }, async () => {
    await using database = await shopDatabase()
    await using pooler = await startPgbouncer(database.url, { mode: 'transaction' })
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const options = { ...shopOptions(database, table, directory.path), source: parseSourceUrl(pooler.url, {}) }
    await expect(migrate(options, ignore, never)).rejects.toMatchObject({ code: 'SOURCE_TRANSACTION_POOLING' })
    const left = await database.query(`SELECT FROM pg_locks WHERE locktype = 'advisory'`)
    expect(left).toEqual([])
  })
})
