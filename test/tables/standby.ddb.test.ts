import pg from 'pg'
import { expect, test } from 'vitest'
import { startPostgres, startStandby, type PostgresServer } from '../../servers/embedded-postgres.ts'
import { testDatabase } from '../../servers/test-database.ts'
import { waitUntil } from '../../servers/wait-until.ts'
import { count } from '../../src/mapping/language/attributes.ts'
import { moveDatabase, refusalOf } from '../moved-database.ts'
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
  'a standby is a source like its primary, and a snapshot that recovery cancels is named',
  { timeout: 120_000 },
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
    await replica.connect()
    const replicated = async (sql: string): Promise<boolean> =>
      (await replica.query<{ done: boolean }>(sql)).rows[0]?.done === true
    try {
      expect(await replicated('SELECT pg_is_in_recovery() AS done')).toBe(true)
      await database.query("INSERT INTO rows VALUES (501, 'streamed')")
      await waitUntil('the row has streamed', () => replicated('SELECT count(*) = 501 AS done FROM rows'))
      const { items } = await moveDatabase({ url }, mapping, { rowsPerChunk: 100 })
      expect(items).toHaveLength(1501)

      // Removing what the snapshot still sees is what recovery cancels a reader for, when it may not wait.
      let clean: Promise<unknown> | null = null
      const error = await refusalOf({ url }, mapping, {
        rowsPerChunk: 5,
        workers: 1,
        onEvent(event) {
          if (event.kind === 'chunk-done')
            clean ??= database.query('DELETE FROM parts').then(() => database.query('VACUUM (FREEZE, TRUNCATE) parts'))
        },
      })
      await clean
      expect(error).toMatchObject({ code: expect.stringMatching(/^SOURCE_(SNAPSHOT_LOST|CONNECTION_LOST)$/) })
    } finally {
      await replica.end()
    }
  },
)
