import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { testTable, type TestTable } from '../../servers/test-table.ts'
import type { Item } from '../codec/value/attribute-value.ts'
import {
  allColumns,
  column,
  count,
  exists,
  first,
  gather,
  greatest,
  least,
  lookup,
  present,
  sum,
  template,
} from '../mapping/language/attributes.ts'
import { keepFirst } from '../mapping/language/duplicates.ts'
import { one, sql, union } from '../mapping/language/sources.ts'
import { defineMapping } from '../mapping/define-mapping.ts'
import { resolveTable } from '../mapping/resolve-table.ts'
import { ResourceStack } from '../resource-stack.ts'
import { parseSourceUrl } from '../postgres/connection/source-config.ts'
import { createTableInput } from '../dynamodb/table/create-table-input.ts'
import { callWithRetry } from '../dynamodb/call/call-with-retry.ts'
import { toWireItem } from '../dynamodb/wire-item.ts'
import { openTransport } from '../dynamodb/transport/open-transport.ts'
import type { Transport } from '../dynamodb/transport/transport.ts'
import { keyAttributes, type KeyRecord } from './digest/key-record.ts'
import { prepareValidation } from './prepare-validation.ts'
import { readSource } from './expected/read-source.ts'
import { createTableReader } from './found/table-reader.ts'
import type { ValidateOptions } from './validate-options.ts'
import type { ValidationContext } from './validation-context.ts'
import { validationSettings } from './validation-settings.ts'
import { openSnapshot } from '../postgres/snapshot.ts'

/** A small library with every kind of value, key and collapse: what a validation must be able to tell apart. */
export const libraryMapping = defineMapping({
  name: 'library',
  table: {
    partitionKey: 'pk',
    sortKey: 'sk',
    entityType: 'type',
    indexes: {
      'by-type': { partitionKey: 'type', sortKey: 'sk', projection: 'keys' },
      'by-mail': { partitionKey: 'mail_pk', sortKey: 'mail_sk' },
      'by-author': { partitionKey: 'author_pk', sortKey: 'author_sk', projection: { include: ['title', 'price'] } },
    },
  },
  entities: {
    READER: {
      group: 'people',
      from: 'readers',
      key: { pk: 'READER#{id}', sk: 'METADATA' },
      indexes: { 'by-mail': { pk: 'MAIL#{mail|lower}', sk: 'READER#{id|pad:10}' } },
      attributes: {
        ...allColumns({ forms: { joined: 'iso', labels: 'set', seen: 'epoch-millis' } }),
        loans: count('loans', { reader_id: 'id' }, { distinct: 'book_id' }),
        fines: sum('fines', 'amount', { reader_id: 'id' }),
        active: exists('loans', { reader_id: 'id' }),
        books: gather('loans', 'book_id', { reader_id: 'id' }, { distinct: true }),
        card: template('{id}/{nick}'),
      },
    },
    AUTHOR: {
      group: 'people',
      from: 'authors',
      key: { pk: 'AUTHOR#{id}', sk: 'METADATA' },
      attributes: { ...allColumns() },
    },
    BOOK: {
      group: 'books',
      from: 'books',
      key: { pk: 'BOOK#{id}', sk: 'METADATA' },
      indexes: { 'by-author': { pk: 'AUTHOR#{author_id}', sk: 'BOOK#{id}' } },
      lookups: { author: one('authors', { id: 'author_id' }) },
      attributes: {
        ...allColumns({ forms: { extra: 'document' } }),
        author_name: lookup('author.name'),
        lent: count('loans', { book_id: 'id' }, { distinct: 'reader_id' }),
      },
    },
    LOAN: {
      group: 'edges',
      from: 'loans',
      key: { pk: 'BOOK#{book_id}', sk: 'LOAN#{reader_id}' },
      duplicates: keepFirst(),
      lookups: { reader: one('readers', { id: 'reader_id' }) },
      attributes: { ...allColumns(), reader_nick: lookup('reader.nick') },
    },
    // A key that cannot be read backwards, and one of free text.
    DAY: { group: 'calendar', from: 'days', key: { pk: 'DAY#{day}', sk: 'METADATA' }, attributes: { ...allColumns() } },
    SHELF: {
      group: 'calendar',
      from: 'shelves',
      key: { pk: 'SHELF#{name|escape}', sk: 'METADATA' },
      attributes: { ...allColumns(), books: count('books', { shelf: 'name' }) },
    },
    FINE: {
      group: 'edges',
      from: sql('SELECT f.id, f.reader_id, f.amount * 2 AS twice FROM fines f', {
        columns: { id: 'int8', reader_id: 'int8', twice: 'numeric' },
        key: ['id'],
      }),
      key: { pk: 'READER#{reader_id}', sk: 'FINE#{id}' },
      attributes: { ...allColumns() },
    },
    PRESENCE: {
      group: 'edges',
      from: union({ booked: 'bookings', came: 'visits' }),
      key: { pk: 'READER#{reader_id}', sk: 'DAY#{day}' },
      attributes: {
        reader_id: column('reader_id'),
        day: column('day'),
        booked: present('booked'),
        came: present('came'),
        door: first('came', 'door'),
        since: least('at'),
        until: greatest('at'),
      },
    },
  },
})

export const readers = 60
export const books = 40

const librarySql = `
  CREATE TABLE authors (id int PRIMARY KEY, name text NOT NULL);
  CREATE TABLE readers (id bigint PRIMARY KEY, nick text NOT NULL, mail text, note text, balance numeric(30,6), mask bigint, rating float8, member boolean, joined timestamptz, seen timestamp, born date, labels text[], scores int[], extra jsonb, photo bytea, ref uuid);
  CREATE TABLE books (id bigint PRIMARY KEY, author_id int, title text NOT NULL, price numeric(12,2), isbn text, shelf text, extra jsonb);
  CREATE TABLE days (day date PRIMARY KEY, name text);
  CREATE TABLE shelves (name text PRIMARY KEY, floor int);
  CREATE TABLE loans (id bigint PRIMARY KEY, book_id bigint, reader_id bigint, at bigint);
  CREATE TABLE fines (id bigint PRIMARY KEY, reader_id bigint, amount numeric(12,4));
  CREATE TABLE bookings (id bigint PRIMARY KEY, reader_id bigint NOT NULL, day date NOT NULL, at bigint);
  CREATE TABLE visits (id bigint PRIMARY KEY, reader_id bigint NOT NULL, day date NOT NULL, at bigint, door text);
  CREATE INDEX ON loans (book_id);
  INSERT INTO authors SELECT n, 'Author ' || n FROM generate_series(1, 7) n;
  INSERT INTO readers SELECT n, 'nick ' || n || ' 😀', CASE WHEN n % 4 = 0 THEN NULL WHEN n % 9 = 0 THEN '' ELSE 'Reader' || n || '@Example.org' END,
    CASE WHEN n % 3 = 0 THEN '' WHEN n % 3 = 1 THEN NULL ELSE E'line é\\n#%"\\\\ ' || n END, n * 1234567890.123456, -(n::bigint) * 90071992547409931, n / 7.0, n % 2 = 0,
    timestamptz '2024-03-31 00:59:59.123456Z' + n * interval '7 hours', timestamp '1969-12-31 23:59:59.5' + n * interval '1 day', date '2000-02-29' + n,
    CASE WHEN n % 5 = 0 THEN NULL ELSE ARRAY['a' || n, 'b', 'ü'] END, ARRAY[n, NULL, -n],
    CASE n % 5 WHEN 0 THEN 'null'::jsonb WHEN 1 THEN jsonb_build_object('a', n, 'b', jsonb_build_array(1.50, true, null, 'x'), 'c', jsonb_build_object('d', '')) WHEN 2 THEN '[]'::jsonb WHEN 3 THEN '"text"'::jsonb ELSE NULL END,
    decode(repeat('00ff' || lpad(to_hex(n), 2, '0'), n % 4), 'hex'), ('6ba7b810-9dad-11d1-80b4-00c04fd43' || lpad(n::text, 3, '0'))::uuid
    FROM generate_series(1, ${readers}) n;
  INSERT INTO books SELECT n, CASE WHEN n % 10 = 0 THEN NULL WHEN n % 11 = 0 THEN 99 ELSE 1 + n % 7 END, 'Title ' || n, n + 0.5, '978-' || n, CASE WHEN n % 3 = 0 THEN 'a#b' WHEN n % 3 = 1 THEN 'c%d é' END, jsonb_build_object('pages', n * 10, 'tags', jsonb_build_array('x', 'y')) FROM generate_series(1, ${books}) n;
  INSERT INTO books SELECT 1000 + n, 1, repeat('x', 420000), 1, NULL, NULL, NULL FROM generate_series(1, 2) n;
  INSERT INTO loans SELECT n, 1 + n % ${books}, 1 + n % 23, 1700000000 + n FROM generate_series(1, 400) n;
  INSERT INTO loans SELECT 1000 + n, 1 + n, NULL, 5 FROM generate_series(1, 3) n;
  INSERT INTO fines SELECT n, 1 + n % 30, n * 0.25 FROM generate_series(1, 100) n;
  INSERT INTO bookings SELECT n, 1 + n % 20, date '2024-01-01' + n % 3, 100 + n FROM generate_series(1, 90) n;
  INSERT INTO visits SELECT n, 1 + n % 25, date '2024-01-01' + n % 4, 50 + n, 'door ' || n FROM generate_series(1, 90) n;
  INSERT INTO days SELECT date '2024-02-27' + n, 'day ' || n FROM generate_series(1, 5) n;
  INSERT INTO shelves VALUES ('a#b', 1), ('c%d é', 2), ('empty', NULL), ('', 3);
  ANALYZE;
`

export interface Library extends AsyncDisposable {
  readonly database: TestDatabase
  readonly table: TestTable
  readonly transport: Transport
  readonly directory: string
  readonly options: Omit<ValidateOptions, 'depth'>
  /** What the reference derives, by key text; written to the table by `openLibrary`. */
  readonly items: readonly Item[]
  put(item: Item): Promise<void>
  remove(key: KeyRecord): Promise<void>
}

/** A database, a table filled from the reference alone (no loader takes part), and options to validate them. */
export async function openLibrary(): Promise<Library> {
  await using opened = new ResourceStack()
  const database = opened.use(await testDatabase())
  await database.query(librarySql)
  const table = opened.use(
    await testTable(
      createTableInput(resolveTable(libraryMapping), { name: 'replaced', billing: { kind: 'on-demand' } }),
    ),
  )
  const directory = await mkdtemp(join(tmpdir(), 'pgfold-validate-'))
  opened.defer(() => rm(directory, { recursive: true }))
  const target = {
    table: table.name,
    endpoint: table.endpoint,
    region: 'us-east-1',
    transport: 'direct',
    localIdentity: true,
  } as const
  const transport = opened.use(await openTransport(target))
  const options: Omit<ValidateOptions, 'depth'> = {
    mapping: libraryMapping,
    source: parseSourceUrl(database.url, {}),
    target,
    stateDirectory: directory,
    secondPassPauseMs: 0,
    id: 'validation_1',
  }
  const items = await expectedItems(options, transport)
  const signal = new AbortController().signal
  const put = (item: Item): Promise<unknown> =>
    callWithRetry(transport, 'PutItem', { TableName: table.name, Item: toWireItem(item) }, signal)
  for (let at = 0; at < items.length; at += 25) {
    const requests = items.slice(at, at + 25).map((item) => ({ PutRequest: { Item: toWireItem(item) } }))
    const answer = await callWithRetry(
      transport,
      'BatchWriteItem',
      { RequestItems: { [table.name]: requests } },
      signal,
    )
    if (JSON.stringify(answer['UnprocessedItems'] ?? {}) !== '{}')
      throw new Error('the emulator left items unprocessed')
  }
  const held = opened.move()
  return {
    database,
    table,
    transport,
    directory,
    options,
    items,
    async put(item) {
      await put(item)
    },
    async remove(key) {
      await callWithRetry(
        transport,
        'DeleteItem',
        { TableName: table.name, Key: toWireItem(keyAttributes(resolveTable(libraryMapping), key)) },
        signal,
      )
    },
    [Symbol.asyncDispose]: () => held[Symbol.asyncDispose](),
  }
}

/** What the parts of a validation share, for tests that call a part by itself. */
export async function libraryContext(
  options: Omit<ValidateOptions, 'depth'>,
  transport: Transport,
  emit: ValidationContext['emit'] = () => undefined,
): Promise<ValidationContext> {
  const signal = new AbortController().signal
  const { mapping, selected, schema, hasIndex, estimatedRows } = await prepareValidation(options, [], signal)
  return {
    mapping,
    selected,
    schema,
    whole: true,
    hasIndex,
    estimatedRows,
    absentIndexes: new Set<string>(),
    source: options.source,
    signal,
    snapshots: [],
    emit,
    settings: validationSettings({ ...options, depth: { kind: 'all' } }),
    table: createTableReader(transport, options.target.table, mapping.table, undefined, emit),
  }
}

async function expectedItems(options: Omit<ValidateOptions, 'depth'>, transport: Transport): Promise<Item[]> {
  const context = await libraryContext(options, transport)
  const items: Item[] = []
  await using snapshot = await openSnapshot(options.source, context.signal)
  await readSource(
    context,
    snapshot,
    context.selected,
    () => ({
      batch(rows) {
        for (const row of rows) if (row.kind === 'item') items.push(row.item)
      },
    }),
    context.signal,
  )
  return items
}
