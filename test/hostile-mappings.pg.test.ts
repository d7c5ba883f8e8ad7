import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../servers/test-database.ts'
import type { Catalog } from '../src/catalog/catalog.ts'
import { readSourceRows } from '../src/design/data/read-source-rows.ts'
import { attributeJson } from '../src/encode/compiled/attribute-json.ts'
import { compileEncoder } from '../src/encode/compiled/compile-encoder.ts'
import { referenceItem } from '../src/encode/reference/reference-item.ts'
import { PgfoldError } from '../src/errors/pgfold-error.ts'
import { column, count, gather, lookup, present, template } from '../src/mapping/language/attributes.ts'
import { one, table, union } from '../src/mapping/language/sources.ts'
import { checkMapping } from '../src/mapping/check-mapping.ts'
import { defineMapping } from '../src/mapping/define-mapping.ts'
import type { ResolvedMapping } from '../src/mapping/resolved.ts'
import type { MappingDefinition } from '../src/mapping/schema/mapping-schema.ts'
import { buildLoadQuery } from '../src/postgres/load/build-load-query.ts'
import { connectSource, type SourceClient } from '../src/postgres/connection/connect.ts'
import { readCopyBinary } from '../src/postgres/load/copy-reader.ts'
import { readCatalog } from '../src/postgres/catalog/read-catalog.ts'
import { parseSourceUrl } from '../src/postgres/connection/source-config.ts'
import {
  columnNames,
  differentNames,
  hostileName,
  hostileText,
  literalInTemplate,
  quotedInSql,
  quotedReference,
  storableText,
} from './hostile-mapping.fixture.ts'

/** Hostile names and templates in all; each case takes about 30. `PGFOLD_CASES=100000` is the long mode. */
const texts = Number(process.env['PGFOLD_CASES'] ?? 1_500)
const runs = Math.ceil(texts / 30)
const { signal } = new AbortController()

const target = {
  partitionKey: 'pk',
  sortKey: 'sk',
  entityType: 'type',
  indexes: { 'gsi1-index': { partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk' } },
}

let db: TestDatabase
let client: SourceClient
beforeAll(async () => {
  db = await testDatabase()
  await db.query(`create table canary (id int primary key, words text); insert into canary values (1, 'untouched')`)
  client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
})
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

type Json = Readonly<Record<string, unknown>>

const source = fc.record({
  schema: hostileName.filter((name) => !/^(pg_|public$|information_schema$)/.test(name)),
  tables: differentNames(2),
  main: columnNames(3),
  related: columnNames(2),
  words: storableText,
  label: storableText,
})
type Source = typeof source extends fc.Arbitrary<infer T> ? T : never

const names = fc.record({
  entities: differentNames(2),
  attributes: differentNames(5),
  lookup: hostileName,
  branches: differentNames(2),
  shared: hostileName,
  literals: fc.tuple(storableText, storableText, storableText),
})

/** Two tables of hostile names: `main` refers to `related`; one reference leads nowhere. */
async function withTables<T>(
  { schema, tables, main, related, words, label }: Source,
  work: (catalog: Catalog) => Promise<T>,
): Promise<T> {
  const [q, first, second] = [
    quotedInSql(schema),
    `${quotedInSql(schema)}.${quotedInSql(tables[0] ?? '')}`,
    `${quotedInSql(schema)}.${quotedInSql(tables[1] ?? '')}`,
  ]
  const [id = '', text = '', reference = ''] = main.map(quotedInSql)
  const [key = '', name = ''] = related.map(quotedInSql)
  await db.query(
    `create schema ${q}; create table ${first} (${id} int8 primary key, ${text} text, ${reference} int8); create table ${second} (${key} int8 primary key, ${name} text)`,
  )
  try {
    await db.query(`insert into ${first} values (1, $1, 10), (2, '', null), (3, 'plain', 99)`, [words])
    await db.query(`insert into ${second} values (10, $1)`, [label])
    return await work(await readCatalog(client, signal))
  } finally {
    await db.query(`drop schema ${q} cascade`)
    expect(await db.query('select id, words from canary')).toEqual([{ id: 1, words: 'untouched' }])
  }
}

/** The items of the load: COPY, decoded and encoded by the compiled encoder. */
async function load(mapping: ResolvedMapping): Promise<Json[]> {
  const items: Json[] = []
  for (const entity of mapping.entities) {
    const { sql, columns } = buildLoadQuery(entity, { kind: 'all' })
    const encoder = compileEncoder(mapping, entity, columns)
    const onTuple = (bytes: Buffer, start: number, end: number): void => {
      const row = encoder.encode(bytes, start, end)
      items.push(
        row.kind === 'item'
          ? parse(Buffer.from(row.item.json).toString('utf8'))
          : { rejected: row.row.code, key: row.row.sourceKey },
      )
    }
    await readCopyBinary(client, sql, { onTuple, afterPiece: () => undefined }, signal)
  }
  return sorted(items)
}

/** The items of the proof: another query, text, the reference interpreter. */
async function derive(mapping: ResolvedMapping): Promise<Json[]> {
  const items: Json[] = []
  await client.begin('REPEATABLE READ')
  try {
    for (const entity of mapping.entities) {
      for await (const rows of readSourceRows(client, entity, { hasIndex: () => true }, signal)) {
        for (const { texts: values } of rows) {
          const outcome = referenceItem(mapping, entity, values)
          const key = Object.fromEntries(entity.sourceKey.map(({ name, value }) => [name, values[value] ?? null]))
          items.push(
            outcome.kind === 'item'
              ? parse(
                  `{${Object.entries(outcome.item)
                    .map(([name, value]) => `${JSON.stringify(name)}:${attributeJson(value)}`)
                    .join(',')}}`,
                )
              : { rejected: outcome.code, key },
          )
        }
      }
    }
  } finally {
    await client.rollback()
  }
  return sorted(items)
}

function parse(json: string): Json {
  return JSON.parse(json) as Json
}

function sorted(items: readonly Json[]): Json[] {
  return items.toSorted((one, two) => (JSON.stringify(one) < JSON.stringify(two) ? -1 : 1))
}

/** The mapping for the tables, or the code that refuses it. */
function resolve(
  definition: MappingDefinition,
  catalog: Catalog,
): { readonly resolved: ResolvedMapping } | { readonly codes: readonly string[] } {
  try {
    const { resolved, findings } = checkMapping(defineMapping(definition), catalog)
    return resolved === null
      ? { codes: findings.filter(({ severity }) => severity === 'error').map(({ code }) => code) }
      : { resolved }
  } catch (error) {
    if (error instanceof PgfoldError) return { codes: [error.code] }
    throw error
  }
}

/** Keys, names of JavaScript's own and the sign of all columns cannot be attributes; everything else must be taken. */
const unusable = new Set(['__proto__', '...', 'pk', 'sk', 'type', 'gsi1_pk', 'gsi1_sk'])

test('names of any sort, written with care: every item is right to the letter', async () => {
  let right = 0
  await fc.assert(
    fc.asyncProperty(
      source,
      names,
      async (tables, { entities, attributes, lookup: look, branches, shared, literals }) => {
        await withTables(tables, async (catalog) => {
          const [id = '', text = '', reference = ''] = tables.main
          const [key = '', name = ''] = tables.related
          const [first, second] = tables.tables.map((of) => table(tables.schema, of))
          const [entity = '', both = ''] = entities
          const [a = '', b = '', c = '', d = '', e = ''] = attributes
          if (first === undefined || second === undefined) return
          const definition: MappingDefinition = {
            name: 'hostile',
            table: target,
            entities: {
              [entity]: {
                group: look,
                from: first,
                where: { [text]: { kind: 'notIn', values: [`not ${tables.words}`] } },
                key: {
                  pk: `1${literalInTemplate(literals[0])}#{${quotedReference(id)}}`,
                  sk: `S${literalInTemplate(literals[1])}`,
                },
                indexes: {
                  'gsi1-index': {
                    pk: `{${quotedReference(text)}|escape}`,
                    sk: `{${quotedReference(look, name)}|escape}`,
                  },
                },
                lookups: { [look]: one(second, { [key]: quotedReference(reference) }) },
                attributes: {
                  [a]: column(text),
                  [b]: lookup(quotedReference(look, name)),
                  [c]: count(second, { [key]: quotedReference(reference) }, { where: { [name]: tables.label } }),
                  [d]: template(`${literalInTemplate(literals[2])}{${quotedReference(look, name)}}`),
                  [e]: gather(second, name, { [key]: quotedReference(reference) }),
                },
              },
              [both]: {
                group: look,
                from: union({
                  [branches[0] ?? '']: { table: first, columns: { [shared]: id } },
                  [branches[1] ?? '']: { table: second, columns: { [shared]: key } },
                }),
                key: { pk: `2#{${quotedReference(shared)}}`, sk: 'X' },
                attributes: { [a]: present(branches[0] ?? ''), [b]: present(branches[1] ?? '') },
              },
            },
          }
          const outcome = resolve(definition, catalog)
          if ('codes' in outcome) {
            // A shared name that is also a column of another type has no place in the union.
            const clash = [...tables.main, ...tables.related].includes(shared)
            const used = [...attributes, ...tables.main, ...tables.related, ...entities, ...branches, look, shared]
            expect({
              codes: outcome.codes,
              explained: clash || used.some((used_) => unusable.has(used_)),
            }).toMatchObject({ explained: true })
            return
          }
          const labels = { S: tables.label }
          const empty = { L: [] }
          const row = (number: number, words: string, joined: boolean): Json => ({
            pk: { S: `1${literals[0]}#${number}` },
            sk: { S: `S${literals[1]}` },
            type: { S: entity },
            ...(joined && words !== '' && tables.label !== ''
              ? { gsi1_pk: { S: escaped(words) }, gsi1_sk: { S: escaped(tables.label) } }
              : {}),
            [a]: { S: words },
            ...(joined ? { [b]: labels } : {}),
            [c]: { N: joined ? '1' : '0' },
            ...(joined ? { [d]: { S: `${literals[2]}${tables.label}` } } : {}),
            [e]: joined ? { L: [labels] } : empty,
          })
          const union_ = (number: number, one_: boolean): Json => ({
            pk: { S: `2#${number}` },
            sk: { S: 'X' },
            type: { S: both },
            [a]: { BOOL: one_ },
            [b]: { BOOL: !one_ },
          })
          const expected = [
            row(1, tables.words, true),
            row(2, '', false),
            row(3, 'plain', false),
            union_(1, true),
            union_(2, true),
            union_(3, true),
            union_(10, false),
          ]
          const loaded = await load(outcome.resolved)
          expect(loaded).toHaveLength(expected.length)
          for (const item of expected) expect(loaded).toContainEqual(item)
          expect(await derive(outcome.resolved)).toEqual(loaded)
          right += 1
        })
      },
    ),
    {
      numRuns: runs,
      // The names that the queries use for themselves.
      examples: [
        [
          { schema: 's', tables: ['r', 'q'], main: ['n', 'a0', 'v'], related: ['n', 'v'], words: 'w', label: 'l' },
          {
            entities: ['E', 'F'],
            attributes: ['n', 'v', 'w', 'a0', 'l0'],
            lookup: 'n',
            branches: ['b', 'v'],
            shared: 'n',
            literals: ['', '', ''],
          },
        ],
      ],
    },
  )
  expect(right).toBeGreaterThan(runs / 2)
}, 3_600_000)

test('templates and names of any sort, written without care: right or refused with a code of the mapping', async () => {
  const seen = { right: 0, refused: 0 }
  const raw = fc.record({
    schema: hostileText,
    table: hostileText,
    entity: hostileText,
    pk: hostileText,
    sk: hostileText,
    indexPk: hostileText,
    indexSk: hostileText,
    template: hostileText,
    column: hostileText,
    attribute: hostileText,
    where: hostileText,
    join: hostileText,
  })
  const wild = (text: string, known: readonly string[], use: number): string =>
    use === 0
      ? text
      : use === 1
        ? `${text}{${known[0] ?? ''}}`
        : use === 2
          ? `{${quotedReference(known[0] ?? '')}}${text}`
          : (known[0] ?? '')
  await fc.assert(
    fc.asyncProperty(
      source,
      raw,
      fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 8, maxLength: 8 }),
      async (tables, text, dice) => {
        await withTables(tables, async (catalog) => {
          const [id = '', words = ''] = tables.main
          const die = (at: number): number => dice[at] ?? 0
          const definition: MappingDefinition = {
            name: 'wild',
            table: target,
            entities: {
              [text.entity === '' ? 'E' : text.entity]: {
                group: 'g',
                from:
                  die(0) === 0
                    ? table(text.schema === '' ? 's' : text.schema, text.table === '' ? 't' : text.table)
                    : table(tables.schema, tables.tables[0] ?? ''),
                where: { [die(1) === 0 ? text.column : words]: { kind: 'notIn', values: [text.where] } },
                key: { pk: `${wild(text.pk, [id], 1 + (die(2) % 2))}`, sk: `S${wild(text.sk, [id], die(3) % 3)}` },
                indexes: {
                  'gsi1-index': {
                    pk: `I${wild(text.indexPk, [words], die(4) % 3)}`,
                    sk: `I${wild(text.indexSk, [id], die(5) % 3)}`,
                  },
                },
                attributes: {
                  [text.attribute === '' ? 'x' : text.attribute]: template(
                    `T${wild(text.template, [words], die(6) % 3)}`,
                  ),
                  other: column(die(7) === 0 ? text.column : words),
                },
              },
            },
          }
          const outcome = resolve(definition, catalog)
          if ('codes' in outcome) {
            expect(outcome.codes.length).toBeGreaterThan(0)
            for (const code of outcome.codes) expect(code).toMatch(/^MAPPING_/)
            seen.refused += 1
            return
          }
          expect(await derive(outcome.resolved)).toEqual(await load(outcome.resolved))
          seen.right += 1
        })
      },
    ),
    { numRuns: runs },
  )
  expect(seen.right).toBeGreaterThan(runs / 50)
  expect(seen.refused).toBeGreaterThan(runs / 50)
}, 3_600_000)

/** The format `escape`, from its description. */
function escaped(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[%#\u0000-\u001f\u007f-\u009f]/gu, (character) => encodeURIComponent(character))
}
