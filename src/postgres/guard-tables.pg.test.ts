import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { connectSource } from './connection/connect.ts'
import { guardTables, lockTables } from './guard-tables.ts'
import { openGuardedSnapshot } from './guarded-snapshot.ts'
import { parseSourceUrl, type SourceConfig, type SourceDdl } from './connection/source-config.ts'

const signal = new AbortController().signal
const quiet = { onWait: () => undefined, signal }

function config(database: TestDatabase, ddl: SourceDdl): SourceConfig {
  return { ...parseSourceUrl(database.url, {}), ddl }
}

/** Whether another session may rewrite the table now, without waiting. */
async function isFree(database: TestDatabase, table: string): Promise<boolean> {
  return database.query(`BEGIN; LOCK TABLE ONLY ${table} IN ACCESS EXCLUSIVE MODE NOWAIT; ROLLBACK`).then(
    () => true,
    async (error: unknown) => {
      await database.query('ROLLBACK')
      if (error instanceof pg.DatabaseError && error.code === '55P03') return false
      throw error
    },
  )
}

const tables = `
  CREATE TABLE plain (id int); INSERT INTO plain VALUES (1);
  CREATE TABLE parts (id int) PARTITION BY RANGE (id); CREATE TABLE part_one PARTITION OF parts FOR VALUES FROM (0) TO (10); CREATE TABLE part_two PARTITION OF parts FOR VALUES FROM (10) TO (20);
  CREATE TABLE parent (id int); CREATE TABLE child () INHERITS (parent);
  CREATE TABLE below (id int); CREATE VIEW above AS SELECT id FROM below;
  CREATE TABLE stored (id int); CREATE MATERIALIZED VIEW kept AS SELECT id FROM stored;
  CREATE TABLE named (id int); CREATE TABLE nested (id int);
  CREATE TABLE unread (id int)`

const queries = [
  'SELECT id FROM plain',
  'SELECT id FROM parts',
  'SELECT id FROM parent',
  'SELECT id FROM above',
  'SELECT id FROM kept',
  'SELECT q.id FROM (SELECT id FROM named WHERE EXISTS (SELECT FROM nested WHERE nested.id = named.id)) AS q',
]
const read = ['plain', 'parts', 'part_one', 'part_two', 'parent', 'child', 'below', 'named', 'nested']

describe('guarded tables', { timeout: 60_000 }, () => {
  test('are locked wherever the queries read: partitions, children, below views, in raw SQL; and free again afterwards', async () => {
    await using db = await testDatabase()
    await db.query(tables)
    await using client = await connectSource(config(db, 'wait'), { role: 'test', signal })
    const guard = await guardTables(client, queries, quiet)
    for (const table of read) expect(await isFree(db, table), table).toBe(false)
    await expect(db.query("SET lock_timeout = '100ms'; REFRESH MATERIALIZED VIEW kept")).rejects.toMatchObject({
      code: '55P03',
    })
    for (const table of ['stored', 'unread']) expect(await isFree(db, table), table).toBe(true)
    expect(guard.watched).toBeNull()
    await guard.verify()
    await guard.release()
    for (const table of read) expect(await isFree(db, table), table).toBe(true)
  })

  test('may be read by columns alone, and through a view without a right on the table below it', async () => {
    await using db = await testDatabase()
    const role = `plain_${db.name}`
    await db.query(
      `${tables}; CREATE ROLE ${role} LOGIN PASSWORD 'x'; GRANT SELECT (id) ON plain TO ${role}; GRANT SELECT ON above TO ${role}`,
    )
    try {
      await using client = await connectSource(
        { ...config(db, 'wait'), user: role, password: parseSourceUrl('postgres://u:x@h', {}).password },
        { role: 'test', signal },
      )
      await guardTables(client, ['SELECT id FROM plain', 'SELECT id FROM above'], quiet)
      for (const table of ['plain', 'below']) expect(await isFree(db, table), table).toBe(false)
    } finally {
      await db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
    }
  })

  test('are left free where that is asked for, and each change of them is named at the end', async () => {
    await using db = await testDatabase()
    await db.query(tables)
    await using client = await connectSource(config(db, 'check'), { role: 'test', signal })
    const guard = await guardTables(client, queries, quiet)
    for (const table of read) expect(await isFree(db, table), table).toBe(true)
    await db.query(
      'CREATE TABLE part_three PARTITION OF parts FOR VALUES FROM (20) TO (30); TRUNCATE unread, stored; INSERT INTO plain VALUES (2); ANALYZE; CREATE INDEX ON plain (id); GRANT SELECT ON plain TO PUBLIC',
    )
    await guard.verify()
    await db.query(`
      TRUNCATE plain; ALTER TABLE part_one ALTER id SET DEFAULT 0; ALTER TABLE parts DETACH PARTITION part_two; ALTER TABLE child RENAME TO grandchild; ALTER TABLE nested ALTER id TYPE int USING id + 0;
      CREATE OR REPLACE VIEW above AS SELECT id + 1 AS id FROM below; REFRESH MATERIALIZED VIEW kept; DROP TABLE named`)
    await expect(guard.verify()).rejects.toMatchObject({
      code: 'SOURCE_TABLES_CHANGED',
      detail: [
        'public.above was rewritten, emptied or redefined',
        'public.child was renamed to public.grandchild',
        'public.kept was rewritten, emptied or redefined',
        'public.named was dropped',
        'public.nested was rewritten, emptied or redefined',
        'public.part_two was attached to another table or detached from one',
        'public.plain was rewritten, emptied or redefined',
      ].join('; '),
    })
  })

  test('that somebody else holds are waited for, without holding any of the others meanwhile, then named', async () => {
    await using db = await testDatabase()
    await using other = await testDatabaseSession(db)
    await db.query(tables)
    await other.query('BEGIN; LOCK TABLE part_two')
    await using client = await connectSource(config(db, 'wait'), { role: 'test', signal })
    const waits: string[] = []
    const free: Promise<boolean>[] = []
    const onWait = (detail: string): void => {
      waits.push(detail)
      free.push(isFree(db, 'plain'))
    }
    await expect(guardTables(client, queries, { onWait, signal, patienceMs: 2000 })).rejects.toMatchObject({
      code: 'SOURCE_LOCK_TIMEOUT',
      detail: `public.part_two is locked by server process ${other.pid}`,
    })
    expect(waits).toEqual([`waiting for a lock: public.part_two is locked by server process ${other.pid}`])
    expect(await Promise.all(free)).toEqual([true])

    const guarding = guardTables(client, queries, quiet)
    await other.query('COMMIT')
    await (await guarding).verify()
    expect(await isFree(db, 'part_two')).toBe(false)
  })

  test('are guarded before the snapshot is taken, which therefore sees every row', async () => {
    await using db = await testDatabase()
    await db.query(tables)
    await using snapshot = await openGuardedSnapshot(
      config(db, 'wait'),
      {
        queries: ['SELECT id FROM plain'],
        onWait: () => undefined,
        async beforeSnapshot() {
          expect(await isFree(db, 'plain')).toBe(false)
          await db.query('INSERT INTO plain VALUES (2)')
        },
      },
      signal,
    )
    expect(await snapshot.client.rows('SELECT id FROM plain ORDER BY 1')).toEqual([['1'], ['2']])
    await snapshot.verify()
  })

  test('whose guard is lost are no longer vouched for', async () => {
    await using db = await testDatabase()
    await db.query(tables)
    await using client = await connectSource(config(db, 'wait'), { role: 'test', signal })
    const guard = await guardTables(client, queries, quiet)
    await db.query(`SELECT pg_terminate_backend(${client.pid}, 5000)`)
    await expect.poll(() => client.lost.aborted).toBe(true)
    await expect(guard.verify()).rejects.toMatchObject({ code: 'SOURCE_CONNECTION_LOST' })
  })

  test('stay readable for a session that locked them before DDL began to wait', async () => {
    await using db = await testDatabase()
    await using other = await testDatabaseSession(db)
    await db.query(tables)
    await using client = await connectSource(config(db, 'wait'), { role: 'test', signal })
    await using reader = await connectSource(config(db, 'wait'), { role: 'test', signal })
    const guard = await guardTables(client, queries, quiet)
    await reader.begin('READ COMMITTED')
    await lockTables(reader, queries, signal)
    const ddl = other.query('TRUNCATE plain')
    await expect
      .poll(async () => (await db.query(`SELECT FROM pg_locks WHERE pid = ${other.pid} AND NOT granted`)).length)
      .toBe(1)
    expect(await reader.rows('SELECT id FROM plain')).toEqual([['1']])
    await reader.rollback()
    await guard.release()
    await ddl
  })
})

async function testDatabaseSession(
  database: TestDatabase,
): Promise<AsyncDisposable & { readonly pid: number; query(sql: string): Promise<unknown> }> {
  const client = new pg.Client({ connectionString: database.url })
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return { pid: rows[0]?.pid ?? 0, query: (sql) => client.query(sql), [Symbol.asyncDispose]: () => client.end() }
}
