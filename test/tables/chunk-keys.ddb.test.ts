import { expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { allColumns } from '../../src/mapping/language/attributes.ts'
import { defineMapping } from '../../src/mapping/define-mapping.ts'
import { moveDatabase } from '../moved-database.ts'

const table = { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' } as const
const rows = 40

/** Type of a primary key, and the expression over `n` (1 to 40) that fills it. */
const keyTypes: readonly (readonly [sql: string, expression: string])[] = [
  ['int2', 'n - 20'],
  ['int8', 'case n when 1 then -9223372036854775808 when 2 then 9223372036854775807 else n end'],
  [
    'numeric',
    "case n when 1 then 'NaN' when 2 then 'Infinity' when 3 then '-Infinity' else (n / 7.0 - 3) end::numeric",
  ],
  ['numeric(10,3)', 'n * 1.5'],
  [
    'float8',
    "case n when 1 then 'NaN' when 2 then '-Infinity' when 3 then 'Infinity' when 4 then 5e-324 when 5 then 1e23 else n / 7.0 - 3 end",
  ],
  ['float4', "(case n when 1 then 1.4e-45 when 2 then 3.4e38 when 3 then 'NaN'::float4 else n / 7.0 - 3 end)::float4"],
  [
    'text',
    "coalesce((array['é','e','E','É','z','Z','a b','a''b','\\\\','\"','%_','😀','',' ','  ','-a','a-','ä','A'])[n], chr(8000 + n * 3))",
  ],
  [
    'text COLLATE "und-x-icu"',
    "coalesce((array['é','e','E','É','z','Z','ab','a-b','co-op','coop','😀','a b','ß','ss','i','I','ı','Ä','A','_a'])[n], 'w' || n)",
  ],
  ['text COLLATE no_case', "(array['e','F','g','H','é'])[1 + n % 5] || n"],
  ['varchar(10) COLLATE "de-x-icu"', "(array['ä','a','z','Ö'])[1 + n % 4] || n"],
  ['char(6)', "'k' || n"],
  ['name', "'N' || n"],
  ['citext', "case when n % 2 = 0 then 'User' else 'uSER' end || n"],
  ['uuid', 'md5(n::text)::uuid'],
  ['bytea', "decode(repeat(lpad(to_hex(n * 6), 2, '0'), n % 3 + 1), 'hex')"],
  ['bool', ''],
  [
    'date',
    "case n when 1 then 'infinity' when 2 then '-infinity' when 3 then '4713-01-01 BC' else date '2024-01-01' + n end::date",
  ],
  ['time', "time '00:00' + n * interval '17 minutes 0.000001 seconds'"],
  ['timetz', "timetz '00:00+02' + n * interval '17 minutes'"],
  [
    'timestamp',
    "case n when 1 then 'infinity' when 2 then '294276-12-31 23:59:59.999999' else timestamp '2024-01-01' + n * interval '0.000001 s' end::timestamp",
  ],
  [
    'timestamptz',
    "case n when 1 then '-infinity' when 2 then '4713-01-01 00:00+00 BC' else timestamptz '2024-01-01Z' + n * interval '0.000001 s' end::timestamptz",
  ],
  ['interval', "n * interval '1 day 1 second'"],
  ['inet', "inet '10.0.0.0/8' + n"],
  ['macaddr', "lpad(to_hex(n), 12, '0')::macaddr"],
  ['varbit', 'n::bit(6)::varbit'],
  ['money', 'n * 1.5::money'],
  ['mood', ''],
  ['int4[]', 'array[n, null, -n]'],
  ['text[]', "array['a,\"' || n, null]"],
  ['int4range', 'int4range(n, n + 5)'],
  ['int4multirange', 'int4multirange(int4range(n, n + 5))'],
  ['pair', "row(n % 4, 'l,\"' || n)::pair"],
  ['positive', 'n'],
  ['mail', "'M' || n"],
  ['oid', '4294967295 - n'],
  ['pg_lsn', "('0/' || to_hex(n * 977))::pg_lsn"],
  ['ltree', "('a.b' || n)::ltree"],
  ['jsonb', "jsonb_build_object('n', n)"],
  ['tsvector', "to_tsvector('simple', 'w' || n)"],
]

const setup = `
  CREATE EXTENSION citext; CREATE EXTENSION ltree;
  CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE TYPE mood AS ENUM ('sad', 'ok', 'hap''py', 'Z', 'a');
  CREATE TYPE pair AS (n int, label text);
  CREATE DOMAIN positive AS numeric CHECK (VALUE > 0);
  CREATE DOMAIN mail AS citext CHECK (VALUE ~ '.');
`

test('a primary key of every type that has an order, cut into chunks of three rows', { timeout: 120_000 }, async () => {
  await using database = await testDatabase()
  await database.query(setup)
  const entities = []
  let total = 0
  for (const [at, [sql, expression]] of keyTypes.entries()) {
    const name = `k${at}`
    await database.query(`CREATE TABLE ${name} (id ${sql} PRIMARY KEY, n int)`)
    if (sql === 'bool') await database.query(`INSERT INTO ${name} VALUES (true, 1), (false, 2)`)
    else if (sql === 'mood')
      await database.query(`INSERT INTO ${name} SELECT m, 1 FROM unnest(enum_range(NULL::mood)) m`)
    else await database.query(`INSERT INTO ${name} SELECT ${expression}, n FROM generate_series(1, ${rows}) n`)
    total += sql === 'bool' ? 2 : sql === 'mood' ? 5 : rows
    entities.push([
      name.toUpperCase(),
      {
        group: name,
        from: name,
        key: { pk: `${name}#{id}`, sk: 'METADATA' },
        attributes: { ...allColumns({ onUnrepresentable: 'text' }) },
      },
    ] as const)
  }
  const { items, rejects } = await moveDatabase(
    database,
    defineMapping({ name: 'keys', table, entities: Object.fromEntries(entities) }),
    { rowsPerChunk: 3 },
  )
  // The one empty text.
  expect(rejects.map(({ reason }) => reason.code)).toEqual(['VALUE_KEY_EMPTY'])
  expect(items).toHaveLength(total - 1)
})
