import { expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { keepFirst } from '../../src/mapping/language/duplicates.ts'
import { moveDatabase, refusalOf } from '../moved-database.ts'
import { plainEntity, plainMapping } from './plain-mapping.ts'

test('foreign tables of another database are read like tables, and a lost far side is named', async () => {
  await using far = await testDatabase()
  await using near = await testDatabase()
  await far.query(`CREATE TABLE things (id int PRIMARY KEY, name text COLLATE "und-x-icu", at timestamptz, price numeric, doc jsonb);
    INSERT INTO things SELECT n, (array['é','E','z'])[1 + n % 3] || n, timestamptz '2024-01-01Z' + n * interval '1 s', n / 7.0, '{"a": 1.10}' FROM generate_series(1, 100) n`)
  const { hostname, port, username, password } = new URL(far.url)
  await near.query(`
    CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '${hostname}', port '${port}', dbname '${far.name}');
    CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (user '${username}', password '${password}');
    CREATE FOREIGN TABLE things (id int NOT NULL, name text, at timestamptz, price numeric, doc jsonb) SERVER far;
    CREATE TABLE local (id int PRIMARY KEY, v text); INSERT INTO local SELECT n, 'v' FROM generate_series(1, 10) n;
    CREATE TABLE part (id int NOT NULL) PARTITION BY RANGE (id); CREATE TABLE part_here PARTITION OF part FOR VALUES FROM (0) TO (50);
    CREATE FOREIGN TABLE part_far PARTITION OF part FOR VALUES FROM (50) TO (200) SERVER far OPTIONS (table_name 'things'); INSERT INTO part SELECT generate_series(1, 49);
    INSERT INTO local VALUES (11, 'x')`)
  await far.query('DELETE FROM things WHERE id < 50')
  const mapping = plainMapping({
    THING: plainEntity('things', ['id'], { duplicates: keepFirst() }),
    NAMED: plainEntity('things', ['name'], {
      group: 'named',
      key: { pk: 'NAMED#{name}', sk: 'METADATA' },
      duplicates: keepFirst(),
    }),
    LOCAL: plainEntity('local', ['id']),
    PART: plainEntity('part', ['id']),
  })
  const { run } = await moveDatabase(near, mapping, { rowsPerChunk: 9 })
  expect(run.summary.entities.map(({ entity, read, written }) => [entity, read, written])).toEqual([
    ['THING', 51, 51],
    ['NAMED', 51, 51],
    ['LOCAL', 11, 11],
    ['PART', 100, 100],
  ])
  await near.query(`ALTER SERVER far OPTIONS (SET port '1')`)
  expect(await refusalOf(near, mapping)).toMatchObject({ code: expect.stringMatching(/^SOURCE_/) })
})
