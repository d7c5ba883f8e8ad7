import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { startPostgres } from '../../servers/embedded-postgres.ts'
import { waitUntil } from '../../servers/wait-until.ts'
import { migrate } from '../../src/run/migrate.ts'
import { validate } from '../../src/validate/validate.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { heldItems, knownDatabase, knownItemCount, knownItems, knownOptions, knownTable } from './known-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

/** Everything that was seen of the sessions of one role, by looking every few milliseconds. */
interface Seen {
  samples: number
  readonly tableLocks: Set<string>
  readonly otherLocks: Set<string>
  readonly names: Set<string>
  maxSessions: number
  writers: number
}

interface Watch {
  readonly seen: Seen
  stop(): Promise<void>
}

interface Sample extends Record<string, unknown> {
  readonly names: readonly string[] | null
  readonly sessions: number
  readonly writers: number
  readonly table_locks: readonly string[] | null
  readonly other_locks: readonly string[] | null
}

const sampleSql = `
  WITH ours AS (SELECT pid, application_name, backend_xid FROM pg_stat_activity WHERE usename = 'gentle'),
       locks AS (SELECT l.locktype, l.mode FROM pg_locks l JOIN ours USING (pid))
  SELECT (SELECT array_agg(DISTINCT application_name) FROM ours) AS names,
         (SELECT count(*)::int FROM ours) AS sessions,
         (SELECT count(*)::int FROM ours WHERE backend_xid IS NOT NULL) AS writers,
         (SELECT array_agg(DISTINCT mode) FROM locks WHERE locktype IN ('relation', 'tuple', 'page', 'extend')) AS table_locks,
         (SELECT array_agg(DISTINCT locktype || ' ' || mode) FROM locks
           WHERE locktype NOT IN ('relation', 'tuple', 'page', 'extend')) AS other_locks`

function watchRole(client: pg.Client): Watch {
  const seen: Seen = {
    samples: 0,
    tableLocks: new Set(),
    otherLocks: new Set(),
    names: new Set(),
    maxSessions: 0,
    writers: 0,
  }
  let ended = false
  const watching = (async () => {
    while (!ended) {
      const [sample] = (await client.query<Sample>(sampleSql)).rows
      if (sample === undefined) throw new Error('no sample')
      seen.samples += 1
      seen.maxSessions = Math.max(seen.maxSessions, sample.sessions)
      seen.writers += sample.writers
      for (const name of sample.names ?? []) seen.names.add(name)
      for (const lock of sample.table_locks ?? []) seen.tableLocks.add(lock)
      for (const lock of sample.other_locks ?? []) seen.otherLocks.add(lock)
      await sleep(3)
    }
  })()
  return {
    seen,
    stop: async () => {
      ended = true
      await watching
    },
  }
}

interface Written extends Record<string, unknown> {
  /** The next transaction id: nobody took one where it has not moved. */
  readonly next_xid: string
  readonly written: string
  readonly temp_files: string
  readonly temp_bytes: string
  readonly rolled_back_conflicts: string
}

/** Sessions hand in their figures when they end, which may be a moment later. */
async function written(client: pg.Client): Promise<Written> {
  for (;;) {
    const { rows } = await client.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'gentle'",
    )
    if (rows[0]?.n === 0) break
    await sleep(10)
  }
  const { rows } = await client.query<Written>(
    `SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next_xid, (tup_inserted + tup_updated + tup_deleted)::text AS written,
       temp_files::text, temp_bytes::text, deadlocks::text AS rolled_back_conflicts
     FROM pg_stat_database WHERE datname = current_database()`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('no statistics')
  return row
}

async function session(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

describe('a run and its validation', { timeout: 180_000 }, () => {
  test('leave the source as it is, and hinder nobody', async () => {
    // Nobody but the run may write, vacuum or analyze while figures are compared.
    await using server = await startPostgres({ settings: { shared_buffers: '32MB', autovacuum: 'off' } })
    await using database = await knownDatabase(server.url)
    await database.query(
      "CREATE ROLE gentle LOGIN PASSWORD 'gentle'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO gentle",
    )
    const url = new URL(database.url)
    url.username = 'gentle'
    url.password = 'gentle'
    await using table = await knownTable()
    await using folder = await temporaryFolder()
    await using admin = await session(database.url)
    const workers = 3
    const options = {
      ...knownOptions({ url: url.href, endpoint: table.endpoint, table: table.name, stateDirectory: folder.path }),
      workers,
      rowsPerChunk: 10,
    }

    // The session that filled the tables hands in its figures now, and not in the middle.
    await database.query(`DO $$ BEGIN PERFORM pg_stat_force_next_flush();
      EXCEPTION WHEN undefined_function THEN PERFORM pg_sleep(0.6); END $$`)
    await waitUntil('the rows are counted', async () => Number((await written(admin)).written) >= knownItemCount)
    const before = await written(admin)
    const load = watchRole(admin)
    expect(await migrate(options, ignore, never)).toMatchObject({ outcome: 'completed', error: null })
    await load.stop()
    const readers = 2
    const proof = watchRole(admin)
    const { mapping, source, target } = options
    const report = await validate(
      {
        mapping,
        source,
        target,
        readers,
        stateDirectory: folder.path,
        html: false,
        depth: { kind: 'all' },
        secondPassPauseMs: 0,
      },
      ignore,
      never,
    )
    await proof.stop()
    expect(report).toMatchObject({ ok: true, differences: [] })
    // No transaction id taken, no row written, no temporary file, by us or by anybody.
    expect(await written(admin)).toEqual(before)

    for (const { seen } of [load, proof]) {
      expect(seen.samples).toBeGreaterThan(5)
      expect([...seen.tableLocks]).toEqual(['AccessShareLock'])
      expect(seen.writers).toBe(0)
      for (const name of seen.names) expect(name).toMatch(/^pgfold [a-z]+ \S+ \d+$/u)
      // A transaction's own number, and the advisory lock that keeps a second run off.
      for (const lock of seen.otherLocks) expect(lock).toMatch(/^(virtualxid|advisory) ExclusiveLock$/u)
    }
    expect(load.seen.maxSessions).toBeLessThanOrEqual(workers + 4)
    expect(proof.seen.maxSessions).toBeLessThanOrEqual(readers + 2)
    process.stderr.write(
      `gentle source: ${load.seen.samples + proof.seen.samples} looks, ${load.seen.maxSessions} sessions of a load with ` +
        `${workers} workers, ${proof.seen.maxSessions} of a validation with ${readers} readers\n`,
    )
  })

  test('let others write, vacuum and build indexes meanwhile', async () => {
    await using database = await knownDatabase()
    await using table = await knownTable()
    await using folder = await temporaryFolder()
    await using writer = await session(database.url)
    await writer.query("SET lock_timeout = '2s'")
    const { url } = database
    const options = {
      ...knownOptions({ url, endpoint: table.endpoint, table: table.name, stateDirectory: folder.path }),
      rowsPerChunk: 10,
    }
    let ended = false
    let writes = 0
    const write = async (): Promise<void> => {
      while (!ended) {
        writes += 1
        await writer.query('UPDATE lines SET paid = NOT paid; DELETE FROM orders WHERE id > 1000')
        await writer.query(`INSERT INTO orders SELECT 1000 + ${writes}, 'late', 'late'`)
        await writer.query('VACUUM lines')
        await writer.query('CREATE INDEX later ON lines (paid)')
        await writer.query('ANALYZE orders')
        await writer.query('ALTER INDEX later RENAME TO earlier')
        await writer.query('SELECT pg_sleep(0.01)')
        await writer.query(`ALTER INDEX earlier RENAME TO later_${writes}`)
      }
    }
    let writing: Promise<void> = Promise.resolve()
    const result = await migrate(
      options,
      (event) => {
        if (event.kind === 'planned') writing = write()
      },
      never,
    )
    ended = true
    await writing
    expect(result).toMatchObject({ outcome: 'completed', error: null })
    expect(writes).toBeGreaterThan(0)
    // The snapshot saw none of it.
    expect(await heldItems(table)).toEqual(knownItems())
  })
})
