import { expect, test } from 'vitest'
import { serverMajor } from '../../servers/server-major.ts'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { allColumns, column, count, lookup } from '../../src/mapping/language/attributes.ts'
import { one, sql, table } from '../../src/mapping/language/sources.ts'
import { moveDatabase, refusalOf } from '../moved-database.ts'
import { plainEntity, plainMapping } from './plain-mapping.ts'

/** A role of the test's own, as URL; gone at its end. */
async function roleIn(
  database: TestDatabase,
  attributes: string,
): Promise<AsyncDisposable & { readonly name: string; readonly url: string }> {
  const name = `role_${database.name}`
  await database.query(`CREATE ROLE ${name} LOGIN PASSWORD 'secret' ${attributes}`)
  const url = new URL(database.url)
  url.username = name
  url.password = 'secret'
  return {
    name,
    url: url.href,
    async [Symbol.asyncDispose]() {
      await database.query(`REASSIGN OWNED BY ${name} TO CURRENT_USER; DROP OWNED BY ${name}; DROP ROLE ${name}`)
    },
  }
}

const secured = `
  CREATE TABLE notes (id int PRIMARY KEY, owner text, body text);
  CREATE TABLE comments (id int PRIMARY KEY, note_id int REFERENCES notes);
  INSERT INTO notes SELECT n, CASE WHEN n % 2 = 0 THEN 'me' ELSE 'you' END, 'b' FROM generate_series(1, 20) n;
  INSERT INTO comments SELECT n, n FROM generate_series(1, 20) n;
  ALTER TABLE notes ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON notes USING (owner = 'me');
  CREATE VIEW all_notes AS SELECT * FROM notes;
  CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
  INSERT INTO parts SELECT generate_series(1, 20); ALTER TABLE parts_1 ENABLE ROW LEVEL SECURITY;`

test('row-level security: whoever would see a part is refused by name, in the source, a look-up, a counter, a view or a query', async () => {
  await using database = await testDatabase()
  await database.query(secured)
  await using role = await roleIn(database, '')
  await database.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role.name}`)
  const refusal = (mapping: Parameters<typeof refusalOf>[1]) => refusalOf(database, mapping, { url: role.url })
  const byCatalog = { code: 'MAPPING_INVALID', detail: expect.stringContaining('MAPPING_ROW_SECURITY') }
  const comment = plainEntity('comments', ['id'])
  expect(await refusal(plainMapping({ NOTE: plainEntity('notes', ['id']) }))).toMatchObject(byCatalog)
  expect(
    await refusal(
      plainMapping({
        COMMENT: {
          ...comment,
          lookups: { note: one('notes', { id: 'note_id' }) },
          attributes: { body: lookup('note.body') },
        },
      }),
    ),
  ).toMatchObject(byCatalog)
  expect(
    await refusal(plainMapping({ COMMENT: { ...comment, attributes: { notes: count('notes', { id: 'note_id' }) } } })),
  ).toMatchObject(byCatalog)
  // The catalog cannot tell what a view or a query reads; the server does, because the session asks for an error
  // instead of fewer rows. Before PostgreSQL 15 every view reads with the rights of its owner.
  if ((await serverMajor(database)) >= 15) {
    await database.query(
      `CREATE VIEW my_notes WITH (security_invoker = true) AS SELECT * FROM notes; GRANT SELECT ON my_notes TO ${role.name}`,
    )
    expect(await refusal(plainMapping({ NOTE: plainEntity('my_notes', ['id']) }))).toMatchObject({
      code: 'SOURCE_ROW_SECURITY',
    })
  }
  expect(
    await refusal(
      plainMapping({
        NOTE: plainEntity(sql('SELECT id FROM notes', { columns: { id: 'int4' }, key: ['id'] }), ['id']),
      }),
    ),
  ).toMatchObject({ code: 'SOURCE_ROW_SECURITY' })
  // A policy on a partition speaks of that partition alone; through the parent every row is there. A view of the
  // owner's shows all too.
  const { items } = await moveDatabase(
    database,
    plainMapping({ PART: plainEntity('parts', ['id']), NOTE: plainEntity('all_notes', ['id']) }),
    { url: role.url, rowsPerChunk: 3 },
  )
  expect(items).toHaveLength(40)
})

test('row-level security: a role that may bypass it gets every row, the owner only where it is not forced', async () => {
  await using database = await testDatabase()
  await database.query(secured)
  await using role = await roleIn(database, 'BYPASSRLS')
  await database.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role.name}`)
  const mapping = plainMapping({ NOTE: plainEntity('notes', ['id']) })
  expect((await moveDatabase(database, mapping, { url: role.url })).items).toHaveLength(20)
  await database.query(
    `ALTER ROLE ${role.name} NOBYPASSRLS; ALTER TABLE notes OWNER TO ${role.name}; GRANT CREATE ON SCHEMA public TO ${role.name}`,
  )
  expect((await moveDatabase(database, mapping, { url: role.url })).items).toHaveLength(20)
  await database.query('ALTER TABLE notes FORCE ROW LEVEL SECURITY')
  expect(await refusalOf(database, mapping, { url: role.url })).toMatchObject({
    code: 'MAPPING_INVALID',
    detail: expect.stringContaining('MAPPING_ROW_SECURITY'),
  })
})

test('a role with SELECT and nothing else is enough, on chosen columns too; what it may not read is named with the grant', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE SCHEMA shop; CREATE EXTENSION citext SCHEMA shop; CREATE TYPE shop.mood AS ENUM ('ok');
    CREATE TABLE shop.orders (id int PRIMARY KEY, mail shop.citext, mood shop.mood, secret text); INSERT INTO shop.orders SELECT n, 'M' || n, 'ok', 's' FROM generate_series(1, 30) n;
    CREATE TABLE shop.lines (id int PRIMARY KEY, order_id int); INSERT INTO shop.lines SELECT n, n FROM generate_series(1, 30) n;
    REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE TEMPORARY ON DATABASE ${database.name} FROM PUBLIC`)
  await using role = await roleIn(database, 'NOINHERIT CONNECTION LIMIT 12')
  const whole = plainMapping({
    ORDER: plainEntity(table('shop', 'orders'), ['id']),
    LINE: plainEntity('shop.lines', ['id']),
  })
  expect(await refusalOf(database, whole, { url: role.url })).toMatchObject({
    code: 'RUN_PREFLIGHT',
    fix: expect.stringContaining(`GRANT USAGE ON SCHEMA "shop" TO "${role.name}"`),
  })
  await database.query(`GRANT USAGE ON SCHEMA shop TO ${role.name}; GRANT SELECT ON shop.lines TO ${role.name}`)
  expect(await refusalOf(database, whole, { url: role.url })).toMatchObject({
    code: 'SOURCE_PERMISSION',
    fix: expect.stringContaining(`GRANT SELECT ON "shop"."orders" TO "${role.name}"`),
  })
  await database.query(`GRANT SELECT (id, mail, mood) ON shop.orders TO ${role.name}`)
  expect(await refusalOf(database, whole, { url: role.url })).toMatchObject({
    code: 'SOURCE_PERMISSION',
    detail: `role ${role.name} may not read the column secret of shop.orders`,
    fix: expect.stringContaining(`GRANT SELECT ("secret") ON "shop"."orders" TO "${role.name}";`),
  })
  const chosen = plainMapping({
    ORDER: {
      ...plainEntity(table('shop', 'orders'), ['id']),
      attributes: { id: column('id'), ...allColumns({ except: ['secret'] }) },
    },
    LINE: plainEntity('shop.lines', ['id']),
  })
  expect((await moveDatabase(database, chosen, { url: role.url, rowsPerChunk: 7 })).items).toHaveLength(60)
})
