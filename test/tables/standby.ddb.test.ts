import pg from 'pg'
import { expect, test } from 'vitest'
import { startPostgres, startStandby, type PostgresServer } from '../../servers/embedded-postgres.ts'
import { testDatabase } from '../../servers/test-database.ts'
import { waitUntil } from '../../servers/wait-until.ts'
import { count } from '../../src/mapping/language/attributes.ts'
import { expectEnding, midway } from '../faults/faulty-run.fixture.ts'
import { knownDatabase } from '../faults/known-shop.fixture.ts'
import { moveDatabase } from '../moved-database.ts'
import { plainEntity, plainMapping } from './plain-mapping.ts'

async function standbyOf(primary: PostgresServer, settings: Readonly<Record<string, string>>): Promise<PostgresServer> {
  const client = new pg.Client({ connectionString: primary.url })
  await client.connect()
  try {
    return await startStandby(primary, {
      settings,
      query: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    })
  } finally {
    await client.end()
  }
}

function sameDatabaseAt(server: PostgresServer, url: string): string {
  const moved = new URL(url)
  moved.port = String(server.port)
  return moved.href
}

test(
  'a standby is a source like its primary; a run that recovery cancels, or that may not wait for it, can be resumed',
  { timeout: 240_000 },
  async () => {
    await using primary = await startPostgres({ settings: { shared_buffers: '32MB', wal_keep_size: '256MB' } })
    await using database = await testDatabase(primary.url)
    await database.query(`
    CREATE TABLE rows (id int PRIMARY KEY, v text); INSERT INTO rows SELECT n, 'v' || n FROM generate_series(1, 500) n;
    CREATE TABLE parts (id int PRIMARY KEY, row_id int REFERENCES rows); INSERT INTO parts SELECT n, 1 + n % 500 FROM generate_series(1, 1000) n`)
    const row = plainEntity('rows', ['id'])
    const mapping = plainMapping({
      ROW: { ...row, attributes: { ...row.attributes, parts: count('parts', { row_id: 'id' }) } },
      PART: plainEntity('parts', ['id']),
    })

    await using standby = await standbyOf(primary, { shared_buffers: '32MB', max_standby_streaming_delay: '0' })
    const url = sameDatabaseAt(standby, database.url)
    const replica = new pg.Client({ connectionString: url })
    replica.on('error', () => undefined)
    await replica.connect()
    const replicated = async (sql: string): Promise<boolean> =>
      (await replica.query<{ done: boolean }>(sql)).rows[0]?.done === true
    try {
      expect(await replicated('SELECT pg_is_in_recovery() AS done')).toBe(true)
      await database.query("INSERT INTO rows VALUES (501, 'streamed')")
      await waitUntil('the row has streamed', () => replicated('SELECT count(*) = 501 AS done FROM rows'))
      const { items } = await moveDatabase({ url }, mapping, { rowsPerChunk: 100 })
      expect(items).toHaveLength(1501)
    } finally {
      await replica.end()
    }
    await faultsOfStandby(primary, standby)
  },
)

async function faultsOfStandby(primary: PostgresServer, standby: PostgresServer): Promise<void> {
  await using known = await knownDatabase(primary.url)
  await known.query('CREATE TABLE other AS SELECT n FROM generate_series(1, 1000) n')
  const url = sameDatabaseAt(standby, known.url)
  const ground = { database: { ...known, url }, cleanMs: 10_000 }
  const ask = async (sql: string): Promise<boolean> => {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return (await client.query<{ done: boolean }>(sql)).rows[0]?.done === true
    } catch {
      // The database has not streamed yet.
      return false
    } finally {
      await client.end()
    }
  }
  await waitUntil('the database has streamed', () => ask('SELECT count(*) = 1000 AS done FROM other'))

  // Removing what a snapshot still sees, in any table, is what recovery cancels a reader for when it may not wait.
  await expectEnding(ground, {
    url,
    options: { rowsPerChunk: 3, workers: 1 },
    ending: { kind: 'stops', codes: ['SOURCE_SNAPSHOT_LOST', 'SOURCE_CONNECTION_LOST'] },
    ...midway(() => known.query('DELETE FROM other').then(() => known.query('VACUUM (FREEZE, TRUNCATE) other'))),
  })

  await ask('SELECT pg_wal_replay_pause() IS NOT NULL AS done')
  await known.query('INSERT INTO other VALUES (1)')
  await expectEnding(ground, {
    url,
    options: { maxStandbyLagMs: 1_000, maxWriteUnits: 100 },
    faultMs: 10_000,
    ending: { kind: 'stops', codes: ['SOURCE_STANDBY_LAG'] },
    mend: () => ask('SELECT pg_wal_replay_resume() IS NOT NULL AS done'),
  })
}
