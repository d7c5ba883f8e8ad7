import { expect, test } from 'vitest'
import { serverMajor } from '../../servers/server-major.ts'
import { testDatabase } from '../../servers/test-database.ts'
import { moveDatabase } from '../moved-database.ts'
import { plainEntity, plainMapping } from '../tables/plain-mapping.ts'

test('a virtual generated column is computed by the server as it is read (from PostgreSQL 18)', async ({ skip }) => {
  await using database = await testDatabase()
  skip((await serverMajor(database)) < 18, 'PostgreSQL has it from 18 on')
  await database.query(`
    CREATE TABLE lines (id int PRIMARY KEY, price numeric, amount int, total numeric GENERATED ALWAYS AS (price * amount) VIRTUAL);
    INSERT INTO lines SELECT n, n / 4.0, n FROM generate_series(1, 20) n`)
  const { items } = await moveDatabase(database, plainMapping({ LINE: plainEntity('lines', ['id']) }), {
    rowsPerChunk: 3,
  })
  expect(items.map(({ id, total }) => [Number(id?.N), Number(total?.N)]).toSorted(([a = 0], [b = 0]) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, at) => [at + 1, (at + 1) ** 2 / 4]),
  )
})

test('a temporal primary key keeps every period apart; its foreign key may be one that is not enforced (from PostgreSQL 18)', async ({
  skip,
}) => {
  await using database = await testDatabase()
  skip((await serverMajor(database)) < 18, 'PostgreSQL has it from 18 on')
  await database.query(`
    CREATE EXTENSION btree_gist;
    CREATE TABLE rooms (id int PRIMARY KEY);
    CREATE TABLE stays (room int REFERENCES rooms NOT ENFORCED, during daterange, guest text, PRIMARY KEY (room, during WITHOUT OVERLAPS));
    INSERT INTO stays SELECT n % 3, daterange(date '2024-01-01' + n, date '2024-01-02' + n), 'guest ' || n FROM generate_series(1, 30) n`)
  const { items, run } = await moveDatabase(
    database,
    plainMapping({ STAY: plainEntity('stays', ['room', 'during']) }),
    { rowsPerChunk: 4 },
  )
  expect(run.summary.entities).toMatchObject([{ written: 30, collapsed: 0, rejected: 0 }])
  expect(new Set(items.map(({ guest }) => guest?.S)).size).toBe(30)
})
