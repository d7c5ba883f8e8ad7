import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { connectSource, type SourceClient } from '../connection/connect.ts'
import { readCopyBinary } from './copy-reader.ts'
import { importSnapshot, openSnapshot } from '../snapshot.ts'
import { parseSourceUrl } from '../connection/source-config.ts'
import { readTextRows } from '../text-reader.ts'

const never = new AbortController().signal

function withCode(code: string, message = /./): Error {
  return expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error
}

function open(url: string): Promise<SourceClient> {
  return connectSource(parseSourceUrl(url, {}), { role: 'test', signal: never })
}

/** The first field of a tuple as an int4, the second as text. */
function decode(bytes: Buffer, start: number): readonly [number, string | null] {
  const length = bytes.readInt32BE(start + 10)
  return [bytes.readInt32BE(start + 6), length === -1 ? null : bytes.toString('utf8', start + 14, start + 14 + length)]
}

describe('readCopyBinary', () => {
  test('gives every tuple of every size, and counts them', async () => {
    await using db = await testDatabase()
    await using client = await open(db.url)
    const lengths: number[] = []
    let pieces = 0
    const result = await readCopyBinary(
      client,
      `SELECT g::int4, CASE WHEN g % 100 = 0 THEN NULL ELSE repeat('é', (g * g) % 9000) END FROM generate_series(1, 5000) g`,
      {
        onTuple(bytes, start) {
          const [id, value] = decode(bytes, start)
          lengths.push(id)
          if (value?.length !== (id % 100 === 0 ? undefined : (id * id) % 9000)) throw new Error(`row ${id} is wrong`)
        },
        afterPiece: () => void pieces++,
      },
      never,
    )
    expect(lengths).toEqual(Array.from({ length: 5000 }, (_, index) => index + 1))
    expect(result.tuples).toBe(5000)
    expect(result.bytes).toBeGreaterThan(5000 * 10)
    expect(pieces).toBeGreaterThan(10)
  })

  test('an empty result is complete, and the session can go on', async () => {
    await using db = await testDatabase()
    await using client = await open(db.url)
    const none = { onTuple: () => expect.unreachable(), afterPiece: () => undefined }
    expect(await readCopyBinary(client, 'SELECT 1 WHERE false -- nothing', none, never)).toEqual({
      tuples: 0,
      bytes: 21,
    })
    expect(await client.rows('SELECT 1')).toEqual([['1']])
  })

  test('is one statement: a text that holds several is refused before any of them runs', async () => {
    await using db = await testDatabase()
    await db.query('CREATE TABLE canary (a int)')
    await using client = await open(db.url)
    const write = 'ROLLBACK; BEGIN READ WRITE; INSERT INTO canary VALUES (1); COMMIT;'
    const none = { onTuple: () => undefined, afterPiece: () => undefined }
    await expect(client.rows(`SELECT 1; ${write} SELECT 1`)).rejects.toThrow(withCode('SOURCE_QUERY_FAILED', /42601/))
    await expect(readTextRows(client, `SELECT 1; ${write}`, { batchRows: 5 }, never).next()).rejects.toThrow(
      withCode('SOURCE_QUERY_FAILED', /42601/),
    )
    await expect(readCopyBinary(client, `SELECT 1) TO STDOUT; ${write} COPY (SELECT 1`, none, never)).rejects.toThrow(
      withCode('SOURCE_QUERY_FAILED', /42601/),
    )
    expect(await db.query('SELECT * FROM canary')).toEqual([])
  })

  test('waits for the consumer, and so holds back the server', async () => {
    await using db = await testDatabase()
    await using client = await open(db.url)
    const gate = Promise.withResolvers<void>()
    let seen = 0
    const reading = readCopyBinary(
      client,
      `SELECT g::int4, repeat('x', 1000) FROM generate_series(1, 100000) g`,
      { onTuple: () => void seen++, afterPiece: () => (seen > 100 ? gate.promise : undefined) },
      never,
    )
    await sleep(300)
    const held = seen
    expect(held).toBeLessThan(5000)
    const [row] = await db.query<{ wait_event: string }>(
      `SELECT wait_event FROM pg_stat_activity WHERE pid = ${client.pid}`,
    )
    expect(row?.wait_event).toBe('ClientWrite')
    gate.resolve()
    expect((await reading).tuples).toBe(100_000)
  })

  test('an error in the middle has a name, and no cell value', async () => {
    await using db = await testDatabase()
    await using client = await open(db.url)
    const sql = `SELECT (CASE WHEN g < 30000 THEN g::text ELSE 'canary' END)::int4, repeat('x', 100) FROM generate_series(1, 50000) g`
    let seen = 0
    const error: unknown = await readCopyBinary(
      client,
      sql,
      { onTuple: () => void seen++, afterPiece: () => undefined },
      never,
    ).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'SOURCE_QUERY_FAILED',
      message: expect.not.stringContaining('canary') as string,
    })
    expect(seen).toBeGreaterThan(1000)
  })

  test('the end of the server is named', async () => {
    await using db = await testDatabase()
    await using client = await open(db.url)
    const gate = Promise.withResolvers<void>()
    const reading = readCopyBinary(
      client,
      `SELECT g::int4, repeat('x', 1000) FROM generate_series(1, 100000) g`,
      { onTuple: () => undefined, afterPiece: () => gate.promise },
      never,
    )
    // Taken up at once: the reading may end while the server is still being asked to end the session.
    const outcome = reading.then(
      () => null,
      (error: unknown) => error,
    )
    await sleep(50)
    await db.query(`SELECT pg_terminate_backend(${client.pid}, 5000)`)
    gate.resolve()
    expect(await outcome).toMatchObject({ code: 'SOURCE_CONNECTION_LOST' })
  })

  test('an abort ends it at once, here and at the server', async () => {
    await using db = await testDatabase()
    await using client = await open(db.url)
    const stop = new AbortController()
    const reading = readCopyBinary(
      client,
      'SELECT pg_sleep(60)',
      { onTuple: () => undefined, afterPiece: () => undefined },
      stop.signal,
    )
    const started = performance.now()
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await expect(reading).rejects.toThrow('enough')
    expect(performance.now() - started).toBeLessThan(1000)
    await expect
      .poll(() => db.query(`SELECT FROM pg_stat_activity WHERE pid = ${client.pid}`), { timeout: 3000, interval: 50 })
      .toEqual([])
  })

  test('what a handler throws comes out', async () => {
    await using db = await testDatabase()
    await using client = await open(db.url)
    const thrown = new Error('mine')
    const sql = `SELECT g::int4, repeat('x', 1000) FROM generate_series(1, 100000) g`
    await expect(
      readCopyBinary(
        client,
        sql,
        {
          onTuple: () => {
            throw thrown
          },
          afterPiece: () => undefined,
        },
        never,
      ),
    ).rejects.toBe(thrown)
  })

  test('a field that can never be an item does not fill the memory', async () => {
    await using db = await testDatabase()
    await db.query(
      `CREATE TABLE t AS SELECT 7::int4 AS id, repeat('x', 100000000) AS body; INSERT INTO t VALUES (8, 'small')`,
    )
    await using client = await open(db.url)
    const before = process.memoryUsage().rss
    const seen: (readonly [number, string | null])[] = []
    const large: [number, string | null, number][] = []
    await readCopyBinary(
      client,
      'SELECT id, body FROM t ORDER BY id',
      {
        onTuple: (bytes, start) => void seen.push(decode(bytes, start)),
        onOversize: (bytes, start, _end, size) => void large.push([...decode(bytes, start), size]),
        afterPiece: () => undefined,
      },
      never,
    )
    expect(seen).toEqual([[8, 'small']])
    expect(large).toEqual([[7, null, 100_000_014]])
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000)
    await using again = await open(db.url)
    await expect(
      readCopyBinary(again, 'SELECT id, body FROM t', { onTuple: () => undefined, afterPiece: () => undefined }, never),
    ).rejects.toThrow(withCode('SOURCE_ROW_TOO_LARGE', /100000014 bytes/))
  })

  test('what PostgreSQL itself cannot send is refused with the same words', async () => {
    await using db = await testDatabase()
    await using client = await open(db.url)
    // The same SQLSTATE, 54000, as for a row of more than 1 GB, which takes a while to make.
    const sql = `SELECT array_fill(0, ARRAY[1000000000])`
    await expect(
      readCopyBinary(
        client,
        sql,
        { onTuple: () => undefined, onOversize: () => undefined, afterPiece: () => undefined },
        never,
      ),
    ).rejects.toThrow(withCode('SOURCE_ROW_TOO_LARGE'))
  })
})

describe('readTextRows', () => {
  test('gives all rows in batches, in the text of the server', async () => {
    await using db = await testDatabase()
    await using snapshot = await openSnapshot(parseSourceUrl(db.url, {}), never)
    await using client = await importSnapshot(parseSourceUrl(db.url, {}), snapshot.id, never)
    const batches: number[] = []
    const last: unknown[] = []
    for await (const rows of readTextRows(
      client,
      `SELECT g, CASE WHEN g % 2 = 0 THEN 'v' END FROM generate_series(1, 250) g`,
      { batchRows: 100 },
      never,
    )) {
      batches.push(rows.length)
      last.push(rows.at(-1))
    }
    expect(batches).toEqual([50, 100, 100])
    expect(last).toEqual([
      ['50', 'v'],
      ['150', 'v'],
      ['250', 'v'],
    ])
  })

  test('brings fewer rows at a time where they are large, and more again where they are small', async () => {
    await using db = await testDatabase()
    await using snapshot = await openSnapshot(parseSourceUrl(db.url, {}), never)
    await using client = await importSnapshot(parseSourceUrl(db.url, {}), snapshot.id, never)
    const batches: number[] = []
    const sql = `SELECT repeat('x', CASE WHEN g BETWEEN 51 AND 150 THEN 400000 ELSE 10 END) FROM generate_series(1, 1500) g`
    for await (const rows of readTextRows(client, sql, { batchRows: 1000 }, never)) batches.push(rows.length)
    expect(batches.slice(0, 8)).toEqual([50, 100, 10, 20, 40, 80, 160, 320])
    expect(batches.reduce((sum, rows) => sum + rows, 0)).toBe(1500)
  })

  test('closes its cursor when it is left early, and stops when it is aborted', async () => {
    await using db = await testDatabase()
    await using client = await openSnapshot(parseSourceUrl(db.url, {}), never).then(({ client: session }) => session)
    for await (const _rows of readTextRows(client, 'SELECT generate_series(1, 250)', { batchRows: 10 }, never)) break
    expect(await client.rows(`SELECT name FROM pg_cursors WHERE name LIKE 'pgfold%'`)).toEqual([])
    const stop = new AbortController()
    const reading = (async () => {
      for await (const _rows of readTextRows(client, 'SELECT pg_sleep(30)', { batchRows: 10 }, stop.signal))
        expect.unreachable()
    })()
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await expect(reading).rejects.toThrow('enough')
  })
})
