import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPostgres, type PostgresServer } from '../../servers/embedded-postgres.ts'
import { testTable } from '../../servers/test-table.ts'
import { waitUntil } from '../../servers/wait-until.ts'
import { createTableInput } from '../../src/dynamodb/table/create-table-input.ts'
import type { PgfoldError } from '../../src/errors/pgfold-error.ts'
import type { Mapping } from '../../src/mapping/define-mapping.ts'
import { sqlCondition } from '../../src/mapping/language/conditions.ts'
import { keepFirst } from '../../src/mapping/language/duplicates.ts'
import { resolveTable } from '../../src/mapping/resolve-table.ts'
import { parseSourceUrl } from '../../src/postgres/connection/source-config.ts'
import { migrate } from '../../src/run/migrate.ts'
import { resume } from '../../src/run/resume.ts'
import type { MigrateOptions } from '../../src/run/run-options.ts'
import type { RunResult } from '../../src/run/run-result.ts'
import { plainEntity, plainMapping } from '../tables/plain-mapping.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { afterChunks, expectEnding, ground, midway, type Ending, type Ground } from './faulty-run.fixture.ts'
import { heldItems, knownOptions } from './known-shop.fixture.ts'

const converges: Ending = { kind: 'converges' }
const stops = (...codes: Extract<Ending, { kind: 'stops' }>['codes'][number][]): Ending => ({ kind: 'stops', codes })

let server: PostgresServer
let shared: Ground
/** A role that may read everything and has whatever limits a test gives it. */
const role = 'limited'

beforeAll(async () => {
  server = await startPostgres({ settings: { shared_buffers: '32MB' } })
  shared = await ground(server.url)
  await asAdmin(`CREATE ROLE ${role} LOGIN PASSWORD 'limited'; GRANT pg_read_all_data TO ${role}`)
}, 120_000)
afterAll(async () => {
  await shared[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** Over a connection of its own: the server loses the others here. */
async function asAdmin(sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: shared.database.url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

function roleUrl(): string {
  const url = new URL(shared.database.url)
  url.username = role
  url.password = 'limited'
  return url.href
}

/** Ends the sessions of one kind (`pgfold reader …`). */
function terminate(kind: string): Promise<unknown> {
  return asAdmin(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'pgfold ${kind} %'`,
  )
}

async function withRole(settings: string, work: () => Promise<unknown>): Promise<void> {
  await asAdmin(settings)
  try {
    await work()
  } finally {
    await asAdmin(`ALTER ROLE ${role} RESET ALL; ALTER ROLE ${role} CONNECTION LIMIT -1`)
  }
}

/** Loads by a mapping of its own under a fault, gives the error, and resumes without it to `items` items. */
async function stopsAndResumes(
  mapping: Mapping,
  items: number,
  changes: Partial<MigrateOptions>,
  fault: string,
  mend = 'SELECT 1',
): Promise<PgfoldError | null> {
  await using table = await testTable(
    createTableInput(resolveTable(mapping), { name: 'replaced', billing: { kind: 'on-demand' } }),
  )
  await using folder = await temporaryFolder()
  const reached = { url: roleUrl(), endpoint: table.endpoint, table: table.name, stateDirectory: folder.path }
  const options = { ...knownOptions(reached), mapping }
  const never = new AbortController().signal
  const ignore = (): void => undefined
  let result: RunResult | null = null
  await withRole(fault, async () => {
    result = await migrate({ ...options, ...changes }, ignore, never)
  })
  await asAdmin(mend)
  if (result === null) throw new Error('the run did not end')
  const { error, summary, resumable }: RunResult = result
  expect(resumable).toBe(true)
  expect(await resume({ ...options, runId: summary.runId }, ignore, never)).toMatchObject({ outcome: 'completed' })
  expect(await heldItems(table)).toHaveLength(items)
  return error
}

describe('PostgreSQL', { timeout: 120_000 }, () => {
  test.each(['reader', 'chunks'])('ends the sessions of "%s": they are replaced', async (kind) => {
    await expectEnding(shared, {
      ending: converges,
      faultMs: 4_000,
      ...midway(() => terminate(kind)),
    })
  })

  test.each(['guard', 'snapshot'])('ends the session of "%s", which holds the rest together', async (kind) => {
    await expectEnding(shared, {
      ending: stops('SOURCE_CONNECTION_LOST', 'SOURCE_SNAPSHOT_LOST'),
      ...midway(() => terminate(kind)),
    })
  })

  test('has time-outs of the role that would end every session of a run: they are switched off', async () => {
    const limits = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout']
    if (server.major >= 17) limits.push('transaction_timeout')
    await withRole(limits.map((name) => `ALTER ROLE ${role} SET ${name} = '400ms'`).join(';'), async () => {
      // Slower than all of them: what holds snapshot and locks is idle meanwhile.
      let paused: Promise<unknown> = Promise.resolve()
      await expectEnding(shared, {
        url: roleUrl(),
        ending: converges,
        faultMs: 2_000,
        options: { rowsPerChunk: 20, workers: 1, maxWriteUnits: 250 },
        onEvent: afterChunks(1, () => (paused = paused.then(() => asAdmin('SELECT pg_sleep(0.5)')))),
        mend: () => paused,
      })
    })
  })

  test('has no connection left for the role after some: the run stops, and goes on when there are', async () => {
    await withRole(`ALTER ROLE ${role} CONNECTION LIMIT 3`, async () => {
      await expectEnding(shared, {
        url: roleUrl(),
        ending: stops('SOURCE_TOO_MANY_CONNECTIONS'),
        // Five tries of a session, 8 s in all at most.
        faultMs: 8_000,
      })
    })
  })

  test('has a connection free again a second later: the run goes on by itself', async () => {
    await withRole(`ALTER ROLE ${role} CONNECTION LIMIT 4`, async () => {
      let freed: Promise<unknown> = Promise.resolve()
      await expectEnding(shared, {
        url: roleUrl(),
        ending: converges,
        faultMs: 8_000,
        onEvent: (event) => {
          if (event.kind === 'retried' && event.code === 'SOURCE_TOO_MANY_CONNECTIONS')
            freed = freed.then(() => asAdmin(`ALTER ROLE ${role} CONNECTION LIMIT -1`))
        },
        mend: () => freed,
      })
    })
  })

  test('has no room for temporary files', async () => {
    // Rows of 800 bytes are sorted by a column without an index, in hardly any memory.
    const widest = { ...plainEntity('wide', ['word']), duplicates: keepFirst() }
    await asAdmin(`CREATE TABLE wide AS SELECT n AS id, 'w' || n % 100 AS word, repeat(md5(n::text), 25) AS text
      FROM generate_series(1, 300) n; ALTER TABLE wide ADD PRIMARY KEY (id); ANALYZE wide`)
    const limits = `ALTER ROLE ${role} SET work_mem = '64kB'; ALTER ROLE ${role} SET temp_file_limit = '0'`
    const error = await stopsAndResumes(plainMapping({ WIDE: widest }), 100, { rowsPerChunk: 1000 }, limits)
    expect(error).toMatchObject({ code: 'SOURCE_OUT_OF_RESOURCES', exit: 3 })
    expect(error?.fix).toMatch(/temp_file_limit.*--page-size/su)
  })

  describe('cancels a query', () => {
    const mapping = plainMapping({ FEW: plainEntity('few', ['id'], { where: sqlCondition('patient()') }) })
    const patience = 'UPDATE patience SET seconds = 0'
    beforeAll(async () => {
      await asAdmin(`CREATE TABLE patience AS SELECT 0 AS seconds;
        CREATE FUNCTION patient() RETURNS boolean VOLATILE LANGUAGE sql
          AS 'SELECT true FROM (SELECT pg_sleep(seconds) FROM public.patience) AS slept';
        CREATE TABLE few AS SELECT n AS id FROM generate_series(1, 3) n; ALTER TABLE few ADD PRIMARY KEY (id)`)
    })

    test('that takes longer than the run allows', async () => {
      const source = { ...parseSourceUrl(roleUrl(), {}), maxStatementMs: 3_000 }
      const error = await stopsAndResumes(mapping, 3, { source }, 'UPDATE patience SET seconds = 5', patience)
      expect(error).toMatchObject({ code: 'SOURCE_QUERY_CANCELLED', exit: 3 })
      expect(error?.fix).toMatch(/--max-statement-time.*--page-size/su)
    })

    test('because an administrator says so', async () => {
      const cancelled = waitUntil('a query sleeps and is cancelled', async () => {
        const sleeping = await asAdmin(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity
          WHERE application_name LIKE 'pgfold %' AND wait_event = 'PgSleep'`)
        return sleeping.length > 0
      })
      const error = await stopsAndResumes(mapping, 3, {}, 'UPDATE patience SET seconds = 20', patience)
      await cancelled
      expect(error).toMatchObject({ code: 'SOURCE_QUERY_CANCELLED', exit: 3 })
    })
  })

  test.each(['fast', 'immediate'] as const)('is restarted (%s)', async (how) => {
    await expectEnding(shared, {
      ending: stops('SOURCE_CONNECTION_LOST', 'SOURCE_NOT_READY', 'SOURCE_UNREACHABLE'),
      faultMs: 10_000,
      ...midway(() => server.restart(how)),
    })
  })
})
