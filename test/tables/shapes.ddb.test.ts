import { expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { sql, table } from '../../src/mapping/language/sources.ts'
import { moveDatabase } from '../moved-database.ts'
import { plainEntity, plainMapping } from './plain-mapping.ts'

test('partitions by range, list and hash, nested, with other column orders, a default one and an empty one', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE by_range (at date NOT NULL, id int NOT NULL, v text, gone int, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    CREATE TABLE by_range_1 PARTITION OF by_range FOR VALUES FROM (MINVALUE) TO ('2024-02-01');
    CREATE TABLE by_range_2 (v text, id int NOT NULL, extra_gone int, gone int, at date NOT NULL); ALTER TABLE by_range_2 DROP COLUMN extra_gone;
    ALTER TABLE by_range ATTACH PARTITION by_range_2 FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
    CREATE TABLE by_range_3 PARTITION OF by_range FOR VALUES FROM ('2024-03-01') TO ('2024-04-01') PARTITION BY LIST (id);
    CREATE TABLE by_range_3a PARTITION OF by_range_3 FOR VALUES IN (1, 2, 3) PARTITION BY HASH (at);
    CREATE TABLE by_range_3aa PARTITION OF by_range_3a FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE by_range_3ab PARTITION OF by_range_3a FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    CREATE TABLE by_range_3z PARTITION OF by_range_3 DEFAULT;
    CREATE TABLE by_range_rest PARTITION OF by_range DEFAULT;
    CREATE TABLE by_range_none PARTITION OF by_range FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
    ALTER TABLE by_range DROP COLUMN gone;
    INSERT INTO by_range SELECT date '2024-01-01' + n % 200, n % 50, 'v' || n FROM generate_series(1, 400) n ON CONFLICT DO NOTHING;
    CREATE TABLE by_list (country text, id int, PRIMARY KEY (country, id)) PARTITION BY LIST (country);
    CREATE TABLE by_list_1 PARTITION OF by_list FOR VALUES IN ('de', 'at'); CREATE TABLE by_list_2 PARTITION OF by_list DEFAULT;
    INSERT INTO by_list SELECT (array['de','at','fr'])[1 + n % 3], n FROM generate_series(1, 60) n;
    CREATE TABLE by_hash (id uuid PRIMARY KEY) PARTITION BY HASH (id);
    CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE by_hash_2 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    INSERT INTO by_hash SELECT md5(n::text)::uuid FROM generate_series(1, 60) n;
    CREATE TABLE keyless (id int, part int) PARTITION BY RANGE (part); CREATE TABLE keyless_1 PARTITION OF keyless FOR VALUES FROM (0) TO (100);
    INSERT INTO keyless SELECT n % 20, n FROM generate_series(0, 59) n;
    CREATE TABLE no_partition (id int PRIMARY KEY) PARTITION BY RANGE (id)`)
  const { run, items } = await moveDatabase(
    database,
    plainMapping({
      RANGE: plainEntity('by_range', ['id', 'at']),
      LIST: plainEntity('by_list', ['country', 'id']),
      HASH: plainEntity('by_hash', ['id']),
      KEYLESS: plainEntity('keyless', ['id']),
      NONE: plainEntity('no_partition', ['id']),
    }),
    { rowsPerChunk: 7 },
  )
  expect(run.summary.entities.map(({ entity, read, written }) => [entity, read, written])).toEqual([
    ['RANGE', 200, 200],
    ['LIST', 60, 60],
    ['HASH', 60, 60],
    ['KEYLESS', 60, 20],
    ['NONE', 0, 0],
  ])
  expect(items.every((item) => item.gone === undefined)).toBe(true)
})

test("inheritance: the parent gives its own rows and its children's, folded where its key no longer holds", async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE parent (id int PRIMARY KEY, v text); CREATE TABLE child (extra int, PRIMARY KEY (id)) INHERITS (parent); CREATE TABLE grandchild () INHERITS (child);
    INSERT INTO parent VALUES (1, 'p1'), (2, 'p2'); INSERT INTO child VALUES (2, 'c2', 20), (3, 'c3', 30); INSERT INTO grandchild VALUES (3, 'g3', 31), (4, 'g4', 41)`)
  const { run, items } = await moveDatabase(
    database,
    plainMapping({ PARENT: plainEntity('parent', ['id']), CHILD: plainEntity('child', ['id']) }),
    { rowsPerChunk: 1 },
  )
  expect(
    run.summary.entities.map(({ entity, read, written, collapsed }) => [entity, read, written, collapsed]),
  ).toEqual([
    ['PARENT', 6, 4, 2],
    ['CHILD', 4, 3, 1],
  ])
  expect(items.map((item) => `${item['#pk']?.S} ${item.v?.S}`).toSorted()).toEqual([
    'child#2 c2',
    'child#3 c3',
    'child#4 g4',
    'parent#1 p1',
    'parent#2 c2',
    'parent#3 c3',
    'parent#4 g4',
  ])
})

test('views, materialised views and queries are read by the key that the mapping names', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE sales (id int PRIMARY KEY, region text, amount numeric);
    INSERT INTO sales SELECT n, (array['n','s','e'])[1 + n % 3], n * 1.1 FROM generate_series(1, 90) n;
    CREATE VIEW totals AS SELECT region, sum(amount) AS amount, count(*) AS sales FROM sales GROUP BY region;
    CREATE VIEW doubled AS SELECT id, 1 AS copy FROM sales UNION ALL SELECT id, 2 FROM sales;
    CREATE MATERIALIZED VIEW stored AS SELECT id, region FROM sales; CREATE UNIQUE INDEX ON stored (id);
    CREATE MATERIALIZED VIEW stale AS SELECT id FROM sales; INSERT INTO sales VALUES (1000, 'n', 1)`)
  const { run } = await moveDatabase(
    database,
    plainMapping({
      TOTAL: plainEntity('totals', ['region']),
      DOUBLED: plainEntity('doubled', ['id']),
      STORED: plainEntity('stored', ['id']),
      STALE: plainEntity('stale', ['id']),
      QUERY: plainEntity(
        sql('SELECT region, max(id) AS top FROM sales GROUP BY 1 -- by region', {
          columns: { region: 'text', top: 'int4' },
          key: ['region'],
        }),
        ['region'],
      ),
    }),
    { rowsPerChunk: 4 },
  )
  expect(run.summary.entities.map(({ entity, read, written }) => [entity, read, written])).toEqual([
    ['TOTAL', 3, 3],
    ['DOUBLED', 182, 91],
    ['STORED', 90, 90],
    ['STALE', 90, 90],
    ['QUERY', 3, 3],
  ])
})

test('generated columns, stored and virtual, and identity columns, as keys and as values', async () => {
  await using database = await testDatabase()
  const [version] = await database.query<{ n: number }>("SELECT current_setting('server_version_num')::int AS n")
  const virtual = (version?.n ?? 0) >= 180_000 ? 'VIRTUAL' : 'STORED'
  await database.query(`
    CREATE TABLE lines (id bigint GENERATED ALWAYS AS IDENTITY (MINVALUE -5 START -5) PRIMARY KEY, serial serial, price numeric(10,2), pieces int,
      total numeric GENERATED ALWAYS AS (price * pieces) STORED, label text GENERATED ALWAYS AS ('#' || pieces || '/' || price::text) ${virtual}, doubled int GENERATED ALWAYS AS (pieces * 2) ${virtual});
    INSERT INTO lines (price, pieces) SELECT n * 1.25, n FROM generate_series(1, 30) n;
    CREATE TABLE by_made (a int, made text GENERATED ALWAYS AS ('k' || a) STORED PRIMARY KEY); INSERT INTO by_made SELECT generate_series(1, 20);
    CREATE TABLE folded (a int PRIMARY KEY, half int GENERATED ALWAYS AS (a / 2) ${virtual}); INSERT INTO folded SELECT generate_series(0, 19)`)
  const { items, run } = await moveDatabase(
    database,
    plainMapping({
      LINE: plainEntity('lines', ['id']),
      MADE: plainEntity('by_made', ['made']),
      FOLDED: plainEntity('folded', ['half']),
    }),
    { rowsPerChunk: 3 },
  )
  expect(items.find((item) => item['#pk']?.S === 'lines#-5')).toMatchObject({
    serial: { N: '1' },
    total: { N: '1.25' },
    label: { S: '#1/1.25' },
    doubled: { N: '2' },
  })
  expect(run.summary.entities.map(({ written, collapsed }) => [written, collapsed])).toEqual([
    [30, 0],
    [20, 0],
    [10, 10],
  ])
})

test('dropped columns, no column but the key, 1,600 columns, and tables without a row', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE dropped (a int, b text, c int PRIMARY KEY, d text DEFAULT 'd'); ALTER TABLE dropped DROP COLUMN a, DROP COLUMN b; ALTER TABLE dropped ADD COLUMN b int DEFAULT 7;
    INSERT INTO dropped SELECT generate_series(1, 10);
    CREATE TABLE only_key (id int PRIMARY KEY); INSERT INTO only_key SELECT generate_series(1, 10);
    CREATE TABLE empty (id int PRIMARY KEY, v text); CREATE TABLE emptied (LIKE empty INCLUDING ALL); INSERT INTO emptied SELECT n FROM generate_series(1, 50) n; DELETE FROM emptied;
    DO $$ BEGIN EXECUTE 'CREATE TABLE wide (' || (SELECT string_agg(format('c%s %s', n, (ARRAY['int2', 'text', 'bool', 'numeric', 'timestamptz'])[1 + n % 5]), ', ') FROM generate_series(1, 1599) n) || ', id int PRIMARY KEY)'; END $$;
    INSERT INTO wide (id, c1, c1599) SELECT n, 'x', now() FROM generate_series(1, 3) n;
    DO $$ BEGIN EXECUTE 'INSERT INTO wide SELECT ' || (SELECT string_agg((ARRAY['n', '''t''', 'true', 'n', '''2024-01-01Z'''])[1 + n % 5], ', ') FROM generate_series(1, 1599) n) || ', 3 + n FROM generate_series(1, 5) n'; END $$`)
  const { items, run } = await moveDatabase(
    database,
    plainMapping({
      DROPPED: plainEntity('dropped', ['c']),
      KEY: plainEntity('only_key', ['id']),
      EMPTY: plainEntity('empty', ['id']),
      EMPTIED: plainEntity('emptied', ['id']),
      WIDE: plainEntity('wide', ['id']),
    }),
    { rowsPerChunk: 3 },
  )
  expect(run.summary.entities.map(({ entity, read }) => [entity, read])).toEqual([
    ['DROPPED', 10],
    ['KEY', 10],
    ['EMPTY', 0],
    ['EMPTIED', 0],
    ['WIDE', 8],
  ])
  expect(items.find((item) => item['#pk']?.S === 'dropped#1')).toMatchObject({ b: { N: '7' }, d: { S: 'd' } })
  expect(Object.keys(items.find((item) => item['#pk']?.S === 'wide#4') ?? {})).toHaveLength(1603)
})

test('quoted, mixed-case, reserved and 63-byte names, names like our own, and one name in two schemas', async () => {
  await using database = await testDatabase()
  const long = 'Ä'.repeat(31)
  await database.query(`
    CREATE SCHEMA "Sales Dept.";
    CREATE TABLE "order" ("select" int PRIMARY KEY, "from" text, "User.Id" int, "c0" int, "k" int, "n" int, "r" int, "pgfold rows" int, "place" int, "many" int);
    CREATE TABLE "Sales Dept."."order" ("ID" int PRIMARY KEY, "from" text, "From" text, "FROM" text);
    CREATE TABLE "${long}x" ("${long}k" int PRIMARY KEY, "${long}v" text);
    CREATE TABLE "a""b'c\\d $1 %s /* -- " ("{x}" int PRIMARY KEY, "tab\tnew
line" text, "$$" text, "😀" text, "__proto__" text, "constructor" text);
    INSERT INTO "order" SELECT n, 'f', n, n, n, n, n, n, n, n FROM generate_series(1, 20) n;
    INSERT INTO "Sales Dept."."order" SELECT n, 'a', 'b', 'c' FROM generate_series(1, 20) n;
    INSERT INTO "${long}x" SELECT n, 'v' FROM generate_series(1, 20) n;
    INSERT INTO "a""b'c\\d $1 %s /* -- " SELECT n, 'a', 'b', 'c', 'd', 'e' FROM generate_series(1, 20) n`)
  const { items } = await moveDatabase(
    database,
    plainMapping({
      ONE: plainEntity(table('public', 'order'), ['select'], { key: { pk: 'ONE#{select}', sk: 'METADATA' } }),
      TWO: plainEntity(table('Sales Dept.', 'order'), ['ID'], { key: { pk: 'TWO#{ID}', sk: 'METADATA' } }),
      LONG: plainEntity(table(`${long}x`), [`${long}k`]),
      ODD: plainEntity(table(`a"b'c\\d $1 %s /* -- `), ['{x}'], { key: { pk: 'ODD#{"{x}"}', sk: 'METADATA' } }),
    }),
    { rowsPerChunk: 3 },
  )
  expect(items).toHaveLength(80)
  expect(items.find((item) => item['#pk']?.S === 'TWO#1')).toMatchObject({
    from: { S: 'a' },
    From: { S: 'b' },
    FROM: { S: 'c' },
  })
  expect(
    Object.entries(items.find((item) => item['#pk']?.S === 'ODD#1') ?? {})
      .map(([name]) => name)
      .toSorted(),
  ).toEqual(['#pk', '#sk', '#type', '$$', '__proto__', 'constructor', 'tab\tnew\nline', '{x}', '😀'].toSorted())
})
