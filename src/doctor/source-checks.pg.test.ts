import { expect, test } from 'vitest'
import type { MappingHash } from '../brand.ts'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import {
  allColumns,
  column,
  count,
  exists,
  first,
  gather,
  gatherMaps,
  greatest,
  least,
  lookup,
  present,
  sum,
} from '../mapping/language/attributes.ts'
import { equals, isNull } from '../mapping/language/conditions.ts'
import { keepLast } from '../mapping/language/duplicates.ts'
import { one, union } from '../mapping/language/sources.ts'
import { defineMapping } from '../mapping/define-mapping.ts'
import { resolveMapping } from '../mapping/resolve-mapping.ts'
import type { ResolvedMapping } from '../mapping/resolved.ts'
import { buildLoadQuery } from '../postgres/load/build-load-query.ts'
import { connectSource, type SourceClient } from '../postgres/connection/connect.ts'
import { ChunkWalk } from '../postgres/chunks/chunk-walk.ts'
import { countRows } from '../postgres/chunks/count-rows.ts'
import { estimateRows } from '../postgres/chunks/estimate-rows.ts'
import { readCatalog } from '../postgres/catalog/read-catalog.ts'
import { parseSourceUrl } from '../postgres/connection/source-config.ts'
import { type HasIndex, hasIndexIn } from '../validate/expected/has-index-in.ts'
import { buildReferenceQuery } from '../validate/expected/reference-query.ts'
import type { PreflightContext } from './check.ts'
import { sourceColumns } from '../mapping/source-columns.ts'
import { sourceEncoding } from './source-encoding.ts'
import { sourceReadable } from './source-readable.ts'

const signal = new AbortController().signal

/** The checks of the source ask nothing else. */
function contextOf(source: SourceClient, mapping: ResolvedMapping): PreflightContext {
  const dynamoDb: PreflightContext['dynamoDb'] = Object.create(null)
  return {
    source,
    mapping,
    target: { table: 't', transport: 'direct' },
    dynamoDb,
    live: null,
    mappingOrigin: undefined,
    stateDirectory: '.',
    unfinished: { runs: [], unreadable: [] },
    onExisting: 'refuse',
  }
}

/** Every way in which a mapping reads a column; each table has one column, "never", that nothing needs. */
const everyWay = defineMapping({
  name: 'every-way',
  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
  entities: {
    BOOK: {
      group: 'books',
      from: 'books',
      where: { gone: isNull() },
      key: { pk: 'BOOK#{id}', sk: 'METADATA' },
      lookups: { author: one('authors', { id: 'author_id' }), land: one('lands', { code: 'author.land' }) },
      attributes: {
        ...allColumns({ except: ['never', 'author_id', 'gone', 'shelf', 'isbn'] }),
        land: lookup('land.name'),
        loans: count('loans', { book_id: 'id' }, { distinct: 'reader', where: { state: equals('out') } }),
        fines: sum('fines', 'amount', { isbn: 'isbn' }),
        shown: exists('shows', { land: 'author.land' }),
        marks: gather('marks', 'mark', { book_id: 'id' }, { orderBy: 'place' }),
        notes: gatherMaps('notes', { text: 'body' }, { book_id: 'id' }),
      },
    },
    EDGE: {
      group: 'edges',
      from: 'edges',
      key: { pk: 'FROM#{a}', sk: 'TO#{b}' },
      duplicates: keepLast({ by: 'at' }),
      attributes: { kind: column('kind') },
    },
    DAY: {
      group: 'days',
      from: union({
        booked: { table: 'bookings', columns: { day: 'on_day' } },
        came: { table: 'visits', where: { real: equals(true) } },
      }),
      key: { pk: 'READER#{reader_id}', sk: 'DAY#{day}' },
      attributes: {
        reader_id: column('reader_id'),
        day: column('day'),
        booked: present('booked'),
        door: first('came', 'door', { orderBy: 'seq' }),
        since: least('at'),
        until: greatest('at'),
      },
    },
  },
})

const schema = `
  CREATE TABLE lands (code text PRIMARY KEY, name text, never int);
  CREATE TABLE authors (id int PRIMARY KEY, land text, never int);
  CREATE TABLE books (id int PRIMARY KEY, title text, author_id int, isbn text, gone date, shelf text, never int);
  CREATE TABLE loans (id int PRIMARY KEY, book_id int, reader int, state text, never int);
  CREATE TABLE fines (id int PRIMARY KEY, isbn text, amount numeric, never int);
  CREATE TABLE shows (id int PRIMARY KEY, land text, never int);
  CREATE TABLE marks (id int PRIMARY KEY, book_id int, mark text, place int, never int);
  CREATE TABLE notes (id int PRIMARY KEY, book_id int, body text, never int);
  CREATE TABLE edges (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL, at int, kind text, never int);
  CREATE TABLE bookings (id int PRIMARY KEY, reader_id int NOT NULL, on_day date NOT NULL, at int, never int);
  CREATE TABLE visits (id int PRIMARY KEY, reader_id int NOT NULL, day date NOT NULL, at int, door text, seq int, real boolean, never int);
  CREATE INDEX ON loans (book_id); CREATE INDEX ON edges (a); CREATE INDEX ON bookings (reader_id)`

async function reader(
  database: TestDatabase,
): Promise<AsyncDisposable & { readonly name: string; readonly url: string }> {
  const name = `role_${database.name}`
  await database.query(`CREATE ROLE ${name} LOGIN PASSWORD 'secret'`)
  const url = new URL(database.url)
  url.username = name
  url.password = 'secret'
  return {
    name,
    url: url.href,
    async [Symbol.asyncDispose]() {
      await database.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`)
    },
  }
}

/**
 * Plans every statement that load and validation would send: the server checks rights when it begins one, not only when
 * it reads.
 */
async function refused(source: SourceClient, mapping: ResolvedMapping, hasIndex: HasIndex): Promise<boolean> {
  const statements = mapping.entities.flatMap((entity) => [
    buildLoadQuery(entity, { kind: 'range', low: bound('1', entity), high: bound('5', entity) }).sql,
    buildReferenceQuery(entity, { hasIndex }).sql,
    buildReferenceQuery(entity, { hasIndex: () => true }).sql,
  ])
  try {
    for (const statement of statements) await source.rows(`EXPLAIN ${statement}`)
    for (const entity of mapping.entities) {
      await new ChunkWalk(entity, [{ kind: 'all' }], (sql) => source.rows(sql)).next(10, signal)
      await countRows(source, entity, { kind: 'all' }, signal)
      await estimateRows(source, entity, [{ kind: 'all' }], signal)
    }
    return false
  } catch (error) {
    expect(error).toMatchObject({ code: 'SOURCE_PERMISSION' })
    return true
  }
}

function bound(value: string, { chunkBy }: ResolvedMapping['entities'][number]): readonly string[] {
  return (chunkBy?.columns ?? []).map(() => value)
}

test(
  'the columns that are asked for are enough for load and proof, each of them is needed, and the missing ones are named with their grant',
  { timeout: 60_000 },
  async () => {
    await using database = await testDatabase()
    await database.query(schema)
    await using role = await reader(database)
    await using source = await connectSource(parseSourceUrl(role.url, {}), { role: 'check', signal })
    const catalog = await readCatalog(source, signal)
    const { mapping } = resolveMapping(everyWay, catalog)
    const tables = sourceColumns(mapping)
    expect(tables.map(({ name }) => name).sort()).toEqual(catalog.tables.map(({ name }) => name).sort())
    for (const { name, columns } of tables)
      await database.query(`GRANT SELECT (${columns.join(', ')}) ON ${name} TO ${role.name}`)
    expect(await sourceReadable.run(contextOf(source, mapping), signal)).toEqual([])
    expect(await refused(source, mapping, hasIndexIn(catalog))).toBe(false)

    for (const { name, columns } of tables) {
      for (const each of columns) {
        await database.query(`REVOKE SELECT (${each}) ON ${name} FROM ${role.name}`)
        expect(await refused(source, mapping, hasIndexIn(catalog)), `${name}.${each} is asked for and not needed`).toBe(
          true,
        )
        const [finding] = await sourceReadable.run(contextOf(source, mapping), signal)
        if (columns.length > 1)
          expect(finding).toMatchObject({
            code: 'SOURCE_PERMISSION',
            place: `public.${name}`,
            message: `role ${role.name} may not read the column ${each} of public.${name}`,
          })
        await database.query(`GRANT SELECT (${each}) ON ${name} TO ${role.name}`)
      }
    }
    await database.query(`REVOKE SELECT (title, isbn) ON books FROM ${role.name}`)
    const findings = await sourceReadable.run(contextOf(source, mapping), signal)
    expect(findings.map(({ message }) => message)).toEqual([
      `role ${role.name} may not read the columns title, isbn of public.books`,
    ])
    expect(findings[0]?.fix).toContain(`GRANT SELECT ("title", "isbn") ON "public"."books" TO "${role.name}";`)
  },
)

test('a database whose encoding is unknown is refused, UTF-8 and any other known one is not', async () => {
  await using database = await testDatabase()
  const name = `${database.name}_bytes`
  const mapping: ResolvedMapping = {
    name: 'none',
    hash: '' as MappingHash,
    table: { partitionKey: 'pk', sortKey: null, keyTypes: { pk: 'S' }, entityType: 'type', indexes: [] },
    entities: [],
  }
  for (const [encoding, findings] of [
    ['UTF8', []],
    ['LATIN1', []],
    ['SQL_ASCII', [{ severity: 'error', code: 'SOURCE_ENCODING_UNKNOWN', place: name }]],
  ] as const) {
    await database.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}' LOCALE 'C'`)
    try {
      const url = new URL(database.url)
      url.pathname = `/${name}`
      await using source = await connectSource(parseSourceUrl(url.href, {}), { role: 'check', signal })
      expect(await sourceEncoding.run(contextOf(source, mapping), signal)).toMatchObject(findings)
    } finally {
      await database.query(`DROP DATABASE ${name} WITH (FORCE)`)
    }
  }
})
