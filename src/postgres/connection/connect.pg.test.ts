import { faultyNetwork } from '../../../servers/faulty-network.ts'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { waitUntil } from '../../../servers/wait-until.ts'
import { parseApplicationName } from './application-name.ts'
import { connectSource, type SourceClient } from './connect.ts'
import { sessionSettings } from './session-settings.ts'
import { parseSourceUrl, type SourceConfig } from './source-config.ts'

const never = new AbortController().signal

function open(config: SourceConfig, signal = never): Promise<SourceClient> {
  return connectSource(config, { role: 'test', signal })
}

function configOf(url: string, change: Partial<SourceConfig> = {}): SourceConfig {
  return { ...parseSourceUrl(url, {}), ...change }
}

function withCode(code: string, message = /./): Error {
  return expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error
}

describe('a session', () => {
  test('says who it is, and runs under the settings that the codecs rely on', async () => {
    await using db = await testDatabase()
    await using client = await open(configOf(db.url))
    const [name] =
      (await client.rows(`SELECT application_name FROM pg_stat_activity WHERE pid = ${client.pid}`))[0] ?? []
    expect(parseApplicationName(name ?? '')).toMatchObject({ role: 'test', pid: process.pid })
    for (const [setting, value] of Object.entries(sessionSettings)) {
      expect([setting, (await client.rows(`SHOW ${setting}`))[0]?.[0]]).toEqual([setting, value])
    }
    expect(
      await client.rows(
        `SELECT 1.50::numeric, true, '{1,NULL}'::int4[], '1 day 2 hours'::interval, 0.1::float8, '\\x00ff'::bytea, '2024-02-29 12:00:00.5+02'::timestamptz, NULL`,
      ),
    ).toEqual([['1.50', 't', '{1,NULL}', 'P1DT2H', '0.1', '\\x00ff', '2024-02-29 10:00:00.5+00', null]])
  })

  test('asks the server to notice a client that has vanished; the holder of the snapshot soonest', async () => {
    await using db = await testDatabase()
    for (const [role, userTimeout] of [
      ['snapshot', '60000'],
      ['reader', '2400000'],
    ] as const) {
      await using client = await connectSource(configOf(db.url), { role, signal: never })
      const settings = [
        'tcp_keepalives_idle',
        'tcp_keepalives_interval',
        'tcp_keepalives_count',
        'tcp_user_timeout',
        'client_connection_check_interval',
      ]
      const shown: unknown[] = []
      for (const name of settings) shown.push((await client.rows(`SHOW ${name}`))[0]?.[0])
      // Other systems have none of it, or not all.
      if (process.platform === 'linux') expect(shown).toEqual(['30', '10', '3', userTimeout, '10s'])
      expect(await client.rows('SELECT 1')).toEqual([['1']])
    }
  })

  test('cannot write', async () => {
    await using db = await testDatabase()
    await using client = await open(configOf(db.url))
    await expect(client.rows('CREATE TABLE t ()')).rejects.toThrow(withCode('SOURCE_QUERY_FAILED', /25006/))
  })

  test('stops a query at the server when it is aborted, and lives on', async () => {
    await using db = await testDatabase()
    await using client = await open(configOf(db.url))
    const stop = new AbortController()
    const query = client.rows('SELECT pg_sleep(60)', { signal: stop.signal })
    const started = performance.now()
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await expect(query).rejects.toThrow('enough')
    expect(performance.now() - started).toBeLessThan(3000)
    expect(await client.rows('SELECT 1')).toEqual([['1']])
    expect(
      await db.query(
        `SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(60)%' AND pid = ${client.pid}`,
      ),
    ).toEqual([])
  })

  test('knows when the server has ended it', async () => {
    await using db = await testDatabase()
    await using client = await open(configOf(db.url))
    await db.query(`SELECT pg_terminate_backend(${client.pid})`)
    await expect(client.rows('SELECT 1')).rejects.toThrow(withCode('SOURCE_CONNECTION_LOST'))
    if (!client.lost.aborted) await once(client.lost, 'abort')
    expect(client.lost.reason).toMatchObject({ code: 'SOURCE_CONNECTION_LOST' })
  })

  test('keeps cell values out of errors', async () => {
    await using db = await testDatabase()
    await db.query(`CREATE TABLE t AS SELECT 'canary-value' AS a`)
    await using client = await open(configOf(db.url))
    const error: unknown = await client.rows('SELECT a::int4 FROM t').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'SOURCE_QUERY_FAILED' })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary-value')
  })
})

describe('what goes wrong has a name and a cure', () => {
  test('nobody listens', async () => {
    await expect(open(configOf('postgres://u:canary@localhost:1/x'))).rejects.toThrow(
      withCode('SOURCE_UNREACHABLE', /^Failed to connect to database: localhost:1\/x/),
    )
    await expect(open(configOf('postgres://u@no-such-host.invalid/x?sslmode=disable'))).rejects.toThrow(
      withCode('SOURCE_UNREACHABLE'),
    )
    await expect(open(configOf('postgres://u@%2Fno%2Fsuch%2Ffolder/x'))).rejects.toThrow(withCode('SOURCE_UNREACHABLE'))
  })

  test('unknown role, unknown database, a TLS file that is not there', async () => {
    await using db = await testDatabase()
    const good = configOf(db.url)
    await expect(open({ ...good, user: 'no_such_role' })).rejects.toThrow(withCode('SOURCE_AUTHENTICATION'))
    await expect(open({ ...good, database: 'no_such_database' })).rejects.toThrow(
      withCode('SOURCE_DATABASE_UNKNOWN', /no_such_database/),
    )
    const tls = { ...configOf('postgres://u@h/x?sslrootcert=/no/such/file').tls }
    await expect(open({ ...good, tls })).rejects.toThrow(withCode('SOURCE_TLS_FILE', /sslrootcert \/no\/such\/file/))
  })

  test('a table that the role may not read, a policy that would hide rows, no connection left', async () => {
    await using db = await testDatabase()
    const role = `reader_${db.name}`
    await db.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x' CONNECTION LIMIT 1`)
    try {
      await db.query(
        `CREATE TABLE hidden (a int4); CREATE TABLE guarded (a int4); ALTER TABLE guarded ENABLE ROW LEVEL SECURITY; GRANT SELECT ON guarded TO ${role}`,
      )
      const config = {
        ...configOf(new URL(db.url).href),
        user: role,
        password: configOf(`postgres://u:x@h/x`).password,
      }
      await using client = await open(config)
      await expect(client.rows('SELECT * FROM hidden')).rejects.toThrow(withCode('SOURCE_PERMISSION', /table hidden/))
      await expect(client.rows('SELECT * FROM guarded')).rejects.toThrow(withCode('SOURCE_ROW_SECURITY', /guarded/))
      await expect(open(config)).rejects.toThrow(withCode('SOURCE_TOO_MANY_CONNECTIONS'))
    } finally {
      await db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
    }
  })

  test('a locked table', async () => {
    await using db = await testDatabase()
    await db.query('CREATE TABLE t (a int4)')
    await using client = await open(configOf(db.url))
    await client.setLockTimeout(50)
    await db.query('BEGIN; LOCK TABLE t')
    await expect(client.rows('SELECT * FROM t')).rejects.toThrow(withCode('SOURCE_LOCK_TIMEOUT'))
    await db.query('ROLLBACK')
  })

  test('an address that takes the connection and says nothing', async () => {
    await using silent = await listen()
    const config = configOf(`postgres://u@127.0.0.1:${silent.port}/x?connect_timeout=1`)
    await expect(open({ ...config, connectTimeoutMs: 100 })).rejects.toThrow(withCode('SOURCE_UNREACHABLE', /timeout/))
    const stop = new AbortController()
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await expect(open(config, stop.signal)).rejects.toThrow('enough')
  })

  test('a session behind which nobody is any more, where a new one is still let in', async () => {
    await using db = await testDatabase()
    await using network = await faultyNetwork(db.url)
    await using client = await open(configOf(network.at(db.url), { inactivityMs: 100 }))
    const query = client.rows('SELECT pg_sleep(1)')
    query.catch(() => undefined)
    await waitUntil('the query runs', async () => {
      const rows = await db.query(`SELECT FROM pg_stat_activity WHERE pid = ${client.pid} AND state = 'active'`)
      return rows.length > 0
    })
    // The answer of the server does not come through; asked, it says that it is done.
    network.stall({ saying: 'pgfold test' })
    await expect(query).rejects.toThrow(withCode('SOURCE_UNRESPONSIVE'))
  })

  test('a server that answers nobody any more', async () => {
    await using db = await testDatabase()
    await using network = await faultyNetwork(db.url)
    const config = configOf(network.at(db.url), { inactivityMs: 100, connectTimeoutMs: 300 })
    await using client = await open(config)
    network.stall()
    await expect(client.rows('SELECT pg_sleep(60)')).rejects.toThrow(withCode('SOURCE_UNRESPONSIVE'))
  })

  test('a server that is silent because it is busy is waited for, however short the limit', async () => {
    await using db = await testDatabase()
    await using client = await open(configOf(db.url, { inactivityMs: 100 }))
    expect(await client.rows('SELECT 1 FROM pg_sleep(1.5)')).toEqual([['1']])
  })
})

async function listen(): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => void sockets.push(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}
