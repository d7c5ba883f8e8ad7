import { describe, expect, test } from 'vitest'
import { faultyNetwork } from '../../servers/faulty-network.ts'
import type { SnapshotId, TableArn } from '../brand.ts'
import { testDatabase } from '../../servers/test-database.ts'
import { connectSource } from './connection/connect.ts'
import { acquireRunLock } from './run-lock.ts'
import { importSnapshot, openSnapshot } from './snapshot.ts'
import { parseSourceUrl } from './connection/source-config.ts'
import { readSourceIdentity } from './catalog/source-identity.ts'

const signal = new AbortController().signal

function withCode(code: string, message = /./): Error {
  return expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error
}

describe('a snapshot', () => {
  test('is the same for every reader, whatever is written meanwhile', async () => {
    await using db = await testDatabase()
    await db.query('CREATE TABLE t AS SELECT generate_series(1, 3) AS a')
    const config = parseSourceUrl(db.url, {})
    await using snapshot = await openSnapshot(config, signal)
    await db.query('DELETE FROM t WHERE a = 1; INSERT INTO t VALUES (9)')
    await using one = await importSnapshot(config, snapshot.id, signal)
    await using two = await importSnapshot(config, snapshot.id, signal)
    for (const client of [snapshot.client, one, two])
      expect(await client.rows('SELECT a FROM t ORDER BY a')).toEqual([['1'], ['2'], ['3']])
    expect(snapshot.lsn).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/)
    expect(Math.abs(Date.parse(snapshot.takenAt) - Date.now())).toBeLessThan(60_000)
  })

  test('takes a position that no later change lies before', async () => {
    await using db = await testDatabase()
    await db.query('CREATE TABLE t (a int4)')
    await using snapshot = await openSnapshot(parseSourceUrl(db.url, {}), signal)
    await db.query('INSERT INTO t VALUES (1)')
    const [row] = await db.query<{ ahead: boolean }>(`SELECT pg_current_wal_insert_lsn() > '${snapshot.lsn}' AS ahead`)
    expect(row?.ahead).toBe(true)
  })

  test('has no position where the server does not tell it, and is a snapshot all the same', async () => {
    await using db = await testDatabase()
    const role = `blind_${db.name}`
    // What a managed service that keeps its WAL to itself answers: a right is missing, or the function is refused.
    await db.query(`CREATE TABLE t AS SELECT 1 AS a; CREATE ROLE ${role} LOGIN PASSWORD 'x'; GRANT SELECT ON t TO ${role};
      REVOKE EXECUTE ON FUNCTION pg_current_wal_lsn() FROM PUBLIC`)
    try {
      const config = {
        ...parseSourceUrl(db.url, {}),
        user: role,
        password: parseSourceUrl('postgres://u:x@h', {}).password,
      }
      await using snapshot = await openSnapshot(config, signal)
      expect(snapshot.lsn).toBeNull()
      await using reader = await importSnapshot(config, snapshot.id, signal)
      expect(await reader.rows('SELECT a FROM t')).toEqual([['1']])
    } finally {
      await db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
    }
  })

  test('is lost with the session that holds it', async () => {
    await using db = await testDatabase()
    const config = parseSourceUrl(db.url, {})
    await using snapshot = await openSnapshot(config, signal)
    await db.query(`SELECT pg_terminate_backend(${snapshot.client.pid}, 5000)`)
    await expect(importSnapshot(config, snapshot.id, signal)).rejects.toThrow(withCode('SOURCE_SNAPSHOT_LOST'))
    await expect(importSnapshot(config, 'no such snapshot' as SnapshotId, signal)).rejects.toThrow(
      withCode('SOURCE_SNAPSHOT_LOST'),
    )
  })
})

describe('the identity of the source', () => {
  test('is the cluster and the database, under any address', async () => {
    await using db = await testDatabase()
    await using other = await testDatabase()
    await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
    await using again = await connectSource(
      { ...parseSourceUrl(db.url, {}), host: '127.0.0.1' },
      { role: 'test', signal },
    )
    await using elsewhere = await connectSource(parseSourceUrl(other.url, {}), { role: 'test', signal })
    const identity = await readSourceIdentity(client, signal)
    expect(identity).toEqual({ systemIdentifier: expect.stringMatching(/^\d+$/) as string, database: db.name })
    expect(await readSourceIdentity(again, signal)).toEqual(identity)
    expect((await readSourceIdentity(elsewhere, signal)).systemIdentifier).toBe(identity.systemIdentifier)
  })

  test('has a stand-in where the function is not permitted, and the transaction lives on', async () => {
    await using db = await testDatabase()
    const role = `plain_${db.name}`
    await db.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'; REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC`)
    try {
      await using client = await connectSource(
        { ...parseSourceUrl(db.url, {}), user: role, password: parseSourceUrl('postgres://u:x@h', {}).password },
        { role: 'test', signal },
      )
      await client.begin('READ COMMITTED')
      expect((await readSourceIdentity(client, signal)).systemIdentifier).toMatch(/^oid-\d+-/)
      expect(await client.rows('SELECT 1')).toEqual([['1']])
    } finally {
      await db.query(`GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC; DROP ROLE ${role}`)
    }
  })
})

const tableA = 'arn:aws:dynamodb:eu-west-1:1:table/a' as TableArn
const tableB = 'arn:aws:dynamodb:eu-west-1:1:table/b' as TableArn

describe('the run lock', () => {
  test('keeps a second run off the table, and names the first', async () => {
    await using db = await testDatabase()
    const config = parseSourceUrl(db.url, {})
    await using first = await openSnapshot(config, signal)
    await using second = await openSnapshot(config, signal)
    const lock = await acquireRunLock(first.client, tableA, signal)
    await expect(acquireRunLock(second.client, tableA, signal)).rejects.toThrow(
      withCode(
        'SOURCE_RUN_LOCKED',
        new RegExp(`host \\S+, process ${process.pid}, for \\d+ s \\(server process ${first.client.pid}\\)`),
      ),
    )
    await using _other = await acquireRunLock(second.client, tableB, signal)
    await lock[Symbol.asyncDispose]()
    await using _again = await acquireRunLock(second.client, tableA, signal)
  })

  test('is not waited for where the server is silent', async () => {
    await using db = await testDatabase()
    await using proxy = await faultyNetwork(db.url)
    await using snapshot = await openSnapshot(parseSourceUrl(proxy.at(db.url), {}), signal)
    const lock = await acquireRunLock(snapshot.client, tableA, signal)
    proxy.stall()
    const started = performance.now()
    await lock[Symbol.asyncDispose]()
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('falls with the process that holds it', async () => {
    await using db = await testDatabase()
    const config = parseSourceUrl(db.url, {})
    await using first = await openSnapshot(config, signal)
    await acquireRunLock(first.client, tableA, signal)
    first.client.destroy()
    await db.query(`SELECT pg_terminate_backend(${first.client.pid}, 5000)`)
    await using second = await openSnapshot(config, signal)
    await expect(acquireRunLock(second.client, tableA, signal)).resolves.toBeDefined()
  })
})
