import type { TestDatabase } from '../../../servers/test-database.ts'
import type { Catalog, CatalogTable } from '../../catalog/catalog.ts'
import type { PgType } from '../../catalog/pg-type.ts'
import { quoteIdentifier, quoteTable } from '../../postgres/quote.ts'

/** Rows per table; those that would break a key are left out. */
const rows = 14

/**
 * Creates what a random catalog describes, and fills it. The same row number gives the same value of a type, so that
 * most references find their row; some do not, because foreign keys are not checked while the rows are written.
 */
export async function createRandomDatabase(database: TestDatabase, catalog: Catalog): Promise<void> {
  const tables = catalog.tables.filter((table) => table.kind !== 'foreign' && table.kind !== 'view')
  const statements = [
    'create extension citext',
    `create type mood as enum ('a#b', 'happy', '')`,
    'create domain handle as text',
    'create type pair as (x int, type text)',
    ...[...new Set(tables.map((table) => table.schema))].map(
      (schema) => `create schema if not exists ${quoteIdentifier(schema)}`,
    ),
    ...tables.map(createTable),
    ...tables.flatMap(createKeys),
    ...createForeignKeys({ ...catalog, tables }),
    'set session_replication_role = replica',
    ...tables.map(fill),
    'reset session_replication_role',
    'analyze',
  ]
  for (const statement of statements) await database.query(statement)
}

function createTable(table: CatalogTable): string {
  const columns = table.columns.map(
    (column) => `${quoteIdentifier(column.name)} ${sqlType(column.type)}${column.nullable ? '' : ' not null'}`,
  )
  return `create table ${quoteTable(table)} (${columns.join(', ')})`
}

function createKeys(table: CatalogTable): readonly string[] {
  const list = (columns: readonly string[]): string => columns.map(quoteIdentifier).join(', ')
  const isPrimary = (columns: readonly string[]): boolean =>
    JSON.stringify(columns) === JSON.stringify(table.primaryKey)
  return [
    ...(table.primaryKey.length === 0
      ? []
      : [`alter table ${quoteTable(table)} add primary key (${list(table.primaryKey)})`]),
    ...table.uniqueKeys
      .filter((key) => !isPrimary(key.columns))
      .map((key) => `alter table ${quoteTable(table)} add unique (${list(key.columns)})`),
    ...table.indexes
      .filter((index) => !index.unique)
      .map((index) => `create index on ${quoteTable(table)} (${list(index.columns)})`),
  ]
}

/** Foreign keys stand on unique keys, so that they come after the keys of all tables. */
function createForeignKeys({ tables }: Pick<Catalog, 'tables'>): readonly string[] {
  const list = (columns: readonly string[]): string => columns.map(quoteIdentifier).join(', ')
  return tables.flatMap((table) =>
    table.foreignKeys.flatMap(({ columns, references }, place) => {
      const parent = tables.find(
        (candidate) => candidate.schema === references.schema && candidate.name === references.table,
      )
      const isKey =
        parent?.uniqueKeys.some((key) => JSON.stringify(key.columns) === JSON.stringify(references.columns)) === true
      if (parent === undefined || !isKey) return []
      const action = place % 2 === 0 ? ' on delete cascade' : ''
      return [
        `alter table ${quoteTable(table)} add foreign key (${list(columns)}) references ${quoteTable(parent)} (${list(references.columns)})${action} not valid`,
      ]
    }),
  )
}

function fill(table: CatalogTable): string {
  const names = table.columns.map((column) => quoteIdentifier(column.name))
  const values = table.columns.map((column, place) =>
    column.nullable
      ? `case when (n + ${place}) % 5 = 0 then null else ${sample(column.type)} end`
      : sample(column.type),
  )
  return `insert into ${quoteTable(table)} (${names.join(', ')}) select ${values.join(', ')} from generate_series(0, ${rows - 1}) n on conflict do nothing`
}

function sqlType(type: PgType): string {
  if (type.kind === 'array') return `${sqlType(type.element)}[]`
  if (type.kind !== 'base') return type.name
  if (type.name === 'geometry') return 'tsquery'
  if (type.name === 'varchar' || type.name === 'bpchar') return `${type.name}(${type.modifier - 4})`
  if (type.name === 'numeric' && type.modifier >= 4) return 'numeric(10, 2)'
  return type.name
}

const texts = `(array['x', 'a#b', '%23', 'Ä ö', '{}', '''', '"', e'\\\\', e'new\\nline', '€', 'METADATA', '😀', ' ', 'yy'])[1 + n]`
const samples: Readonly<Record<string, string>> = {
  int2: '(n * 7 - 3)::int2',
  int4: 'n * 100000 - 5',
  int8: 'n * 100000000000 - 1',
  text: texts,
  varchar: `'v#' || n`,
  bpchar: `('c' || n)::bpchar`,
  citext: `('Ci' || n)::citext`,
  uuid: `md5(n::text)::uuid`,
  numeric: `(array['NaN', '1e40', '0.10', '-5', '7', '1e-10', '3', '4', '5', '6', 'Infinity', '8', '9', '10'])[1 + n]::numeric`,
  bool: 'n % 2 = 0',
  timestamptz: `case n when 3 then 'infinity' else timestamptz '2026-01-01Z' + n * interval '1.5 hours' end`,
  date: `case n when 4 then '-infinity' else date '2026-01-01' + n end`,
  bytea: `decode(lpad(to_hex(n), 2, '0'), 'hex')`,
  float8: `(array['NaN', '-0', '1e300', 'Infinity', '0.1', '1', '2', '3', '4', '5', '6', '7', '8', '9'])[1 + n]::float8`,
  interval: `n * interval '1 day 2 hours'`,
  inet: `('10.0.0.' || n)::inet`,
  json: `('{"n": ' || n || ', "a": [1.50, null, {}]}')::json`,
  jsonb: `('{"n": ' || n || ', "a": [1.50, null, ""]}')::jsonb`,
  xml: `('<a>' || n || '</a>')::xml`,
  money: 'n::money',
  point: 'point(n, -n)',
  tsvector: `to_tsvector('simple', 'w' || n)`,
  geometry: `to_tsquery('simple', 'w' || n)`,
  mood: `(array['a#b', 'happy', ''])[1 + n % 3]::mood`,
  handle: `'h|' || n`,
  int4range: 'int4range(n, n + 3)',
  pair: `row(n, 't' || n)::pair`,
  int4multirange: 'int4multirange(int4range(n, n + 3))',
}

function sample(type: PgType): string {
  if (type.kind === 'base' && type.name === 'numeric' && type.modifier >= 4) return 'n * 1.50'
  if (type.kind !== 'array') return samples[type.name] ?? 'null'
  return `array[${sample(type.element)}, null]::${sqlType(type)}`
}
