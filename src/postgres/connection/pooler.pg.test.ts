import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { hasPgbouncer, startPgbouncer } from '../../../servers/pgbouncer.ts'
import { testDatabase } from '../../../servers/test-database.ts'
import type { TableArn } from '../../brand.ts'
import { acquireRunLock } from '../run-lock.ts'
import { openSnapshot } from '../snapshot.ts'
import { connectSource } from './connect.ts'
import { parseSourceUrl } from './source-config.ts'

const signal = new AbortController().signal

/** Every setting of the one server connection that the pool has, as the next client finds it. */
async function settingsThrough(url: string): Promise<Readonly<Record<string, string>>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string; setting: string }>(
    // The pooler itself sets this one for each client.
    "SELECT name, setting FROM pg_settings WHERE name <> 'application_name'",
  )
  await client.end()
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
}

describe.skipIf(!hasPgbouncer())('behind PgBouncer (skipped without pgbouncer)', () => {
  for (const settings of [{}, { server_round_robin: '1' }, { default_pool_size: '1' }, { default_pool_size: '2' }])
    test(`transaction mode is refused, with ${JSON.stringify(settings)}`, async () => {
      await using db = await testDatabase()
      await using pooler = await startPgbouncer(db.url, { mode: 'transaction', settings })
      await expect(connectSource(parseSourceUrl(pooler.url, {}), { role: 'test', signal })).rejects.toMatchObject({
        code: 'SOURCE_TRANSACTION_POOLING',
        exit: 78,
        fix: expect.stringMatching(/own address.*session mode/) as string,
      })
    })

  test('transaction mode is refused while other clients use the pool, too', async () => {
    await using db = await testDatabase()
    await using pooler = await startPgbouncer(db.url, { mode: 'transaction' })
    const others = Array.from({ length: 4 }, () => new pg.Client({ connectionString: pooler.url }))
    await Promise.all(others.map((other) => other.connect()))
    let busy = true
    const work = others.map(async (other) => {
      while (busy) await other.query('SELECT pg_sleep(0.001)')
    })
    try {
      for (let attempt = 0; attempt < 10; attempt += 1)
        await expect(connectSource(parseSourceUrl(pooler.url, {}), { role: 'test', signal })).rejects.toMatchObject({
          code: 'SOURCE_TRANSACTION_POOLING',
        })
    } finally {
      busy = false
      await Promise.all(work)
      await Promise.all(others.map((other) => other.end()))
    }
  })

  test('statement mode is refused in the same words', async () => {
    await using db = await testDatabase()
    await using pooler = await startPgbouncer(db.url, { mode: 'statement' })
    await expect(connectSource(parseSourceUrl(pooler.url, {}), { role: 'test', signal })).rejects.toMatchObject({
      code: 'SOURCE_TRANSACTION_POOLING',
    })
  })

  test('a pool that has no connection left says so', async () => {
    await using db = await testDatabase()
    const settings = { default_pool_size: '1', query_wait_timeout: '1' }
    await using pooler = await startPgbouncer(db.url, { mode: 'session', settings })
    const config = parseSourceUrl(pooler.url, {})
    // The only one: what is looked for with a second session cannot be seen then, and that is no reason to refuse.
    await using first = await connectSource(config, { role: 'test', signal })
    expect(await first.rows('SELECT 1')).toEqual([['1']])
    await expect(connectSource(config, { role: 'test', signal })).rejects.toMatchObject({
      code: 'SOURCE_TOO_MANY_CONNECTIONS',
    })
  })

  test('session mode works, and the next client of the connection finds it as it was', async () => {
    await using db = await testDatabase()
    await using pooler = await startPgbouncer(db.url, { mode: 'session', settings: { default_pool_size: '2' } })
    const config = parseSourceUrl(pooler.url, {})
    const before = await settingsThrough(pooler.url)
    const pids = new Set<number>()
    {
      await using client = await connectSource(config, { role: 'test', signal })
      pids.add(client.pid)
      await using _lock = await acquireRunLock(client, 'arn:aws:dynamodb:eu-west-1:1:table/a' as TableArn, signal)
      expect(await client.rows('SHOW TimeZone')).toEqual([['UTC']])
      // A failed statement must not keep the lock from being given back.
      await client.begin('READ COMMITTED')
      await expect(client.rows('SELECT 1/0')).rejects.toMatchObject({ code: 'SOURCE_QUERY_FAILED' })
      await client.begin('READ COMMITTED')
      await expect(client.rows('SELECT no_such_column')).rejects.toMatchObject({ code: 'SOURCE_QUERY_FAILED' })
    }
    {
      await using snapshot = await openSnapshot(config, signal)
      pids.add(snapshot.client.pid)
    }
    expect(await settingsThrough(pooler.url)).toEqual(before)
    const sessions = await db.query<{ pid: number; state: string; locks: string }>(
      `SELECT pid, state, (SELECT count(*) FROM pg_locks l WHERE l.pid = a.pid AND locktype = 'advisory') AS locks
       FROM pg_stat_activity a WHERE pid IN (${[...pids].join(', ')})`,
    )
    // The same server connections are still there: had they been closed, nothing would have been shown.
    expect(sessions.map(({ pid }) => pid).toSorted()).toEqual([...pids].toSorted())
    for (const session of sessions) expect(session).toMatchObject({ state: 'idle', locks: '0' })
  })
})
