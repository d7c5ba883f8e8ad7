import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../../servers/test-database.ts'
import type { PgType } from '../../catalog/pg-type.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import { buildLoadQuery } from './build-load-query.ts'
import { connectSource, type SourceClient, type TextRow } from '../connection/connect.ts'
import {
  ascending,
  bool,
  chunkBy,
  column,
  entity,
  here,
  int4,
  int4Array,
  int8,
  numeric,
  relation,
  table,
  text,
} from './load-query.fixture.ts'
import { countRows } from '../chunks/count-rows.ts'
import { cutAll } from '../chunks/cut-all.fixture.ts'
import { quoteIdentifier } from '../quote.ts'
import { parseSourceUrl } from '../connection/source-config.ts'

const signal = new AbortController().signal

/** Few values each, so that duplicates, NULLs, misses and empty groups are common. */
interface Row {
  readonly id: number
  readonly k: number | null
  readonly u: number | null
  readonly t: string | null
  readonly v: number | null
}

const small = fc.option(fc.integer({ min: 1, max: 4 }), { nil: null })
const rows = fc
  .array(
    fc.record({ k: small, u: small, t: fc.option(fc.constantFrom('', 'a', 'B', 'ä', "'"), { nil: null }), v: small }),
    { maxLength: 30 },
  )
  .map((list) => list.map((row, index): Row => ({ id: index + 1, ...row })))
const world = fc.record({ main: rows, other: rows, people: fc.uniqueArray(fc.integer({ min: 1, max: 4 })) })
type World = { readonly main: readonly Row[]; readonly other: readonly Row[]; readonly people: readonly number[] }

async function fill(db: TestDatabase, { main, other, people }: World): Promise<void> {
  await db.query('TRUNCATE main, other, people')
  for (const [name, list] of Object.entries({ main, other })) {
    await db.query(
      `INSERT INTO ${name} SELECT r.* FROM json_to_recordset($1::json) AS r(id int4, k int4, u int4, t text, v int4)`,
      [JSON.stringify(list)],
    )
  }
  await db.query(`INSERT INTO people SELECT p::int4, 'name ' || p FROM json_array_elements_text($1::json) p`, [
    JSON.stringify(people),
  ])
}

async function prepare(db: TestDatabase): Promise<void> {
  for (const name of ['main', 'other'])
    await db.query(
      `CREATE TABLE ${name} (id int4 PRIMARY KEY, k int4, u int4, t text, v int4); CREATE INDEX ON ${name} (k); CREATE INDEX ON ${name} (t)`,
    )
  await db.query('CREATE TABLE people (id int4 PRIMARY KEY, name text)')
}

/** Reads every chunk of the plan, checks what a chunk promises, and gives all rows in one order. */
async function readAll(
  client: SourceClient,
  subject: ResolvedEntity,
  rowsPerChunk: number,
  total: number,
): Promise<readonly string[]> {
  const all: TextRow[] = []
  let counted = 0
  for (const range of await cutAll(client, subject, [{ kind: 'all' }], rowsPerChunk)) {
    const query = buildLoadQuery(subject, range)
    const read = await client.rows(query.sql)
    const at = query.columns.findIndex(({ kind }) => kind === 'rows')
    const rows = await countRows(client, subject, range, signal)
    expect(read.reduce((sum, row) => sum + Number(row[at]), 0)).toBe(rows)
    counted += rows
    all.push(...read)
  }
  expect(counted).toBe(total)
  return sorted(all)
}

function sorted(list: readonly (readonly unknown[])[]): readonly string[] {
  return list.map((row) => JSON.stringify(row)).toSorted()
}

function shown(value: number | string | boolean | null): string | null {
  if (value === null) return null
  return typeof value === 'boolean' ? (value ? 't' : 'f') : String(value)
}

function arrayText(values: Iterable<number | null>): string {
  return `{${[...new Set(values)]
    .filter((value) => value !== null)
    .toSorted((left, right) => left - right)
    .join(',')}}`
}

/** Groups as the contract has them: rows with NULL in the identity stand alone. */
function collapse(list: readonly Row[]): readonly (readonly Row[])[] {
  const alone = list.filter(({ k, u }) => k === null || u === null).map((row) => [row])
  const groups = Map.groupBy(
    list.filter(({ k, u }) => k !== null && u !== null),
    ({ k, u }) => `${k} ${u}`,
  )
  return [...alone, ...groups.values()]
}

const chunkSize = fc.integer({ min: 1, max: 12 })

describe('a load query over random tables', () => {
  test('collapses, looks up, counts, sums and gathers as a plain reading of the rows does', async () => {
    await using db = await testDatabase()
    await prepare(db)
    await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
    const property = fc.asyncProperty(
      world,
      chunkSize,
      fc.constantFrom('first' as const, 'last' as const),
      fc.constantFrom('k', 't'),
      fc.boolean(),
      fc.boolean(),
      async (data, size, policy, chunkColumn, filtered, indexed) => {
        await fill(db, data)
        const other = (on: Parameters<typeof relation>[1], ...index: readonly string[]): ReturnType<typeof relation> =>
          relation('other', on, indexed ? index : [])
        const identity = chunkColumn === 'k' ? ['k', 'u'] : ['t']
        const subject = entity({
          source: {
            kind: 'table',
            table: table('main'),
            where: filtered ? [{ kind: 'notIn', column: 'v', type: int4, values: ['1', '2'] }] : [],
          },
          identity: { kind: 'grouped', columns: identity, policy, orderBy: ascending('id') },
          chunkBy: chunkBy(chunkColumn, chunkColumn === 'k' ? int4 : text),
          lookups: [{ name: 'person', table: table('people'), on: [{ column: 'id', equals: here('u') }], indexed }],
          values: [
            column('id'),
            { kind: 'lookup', lookup: 0, column: 'name', type: text },
            { kind: 'count', relation: other({ k: here('k') }, 'k'), distinct: 'v', type: int8 },
            { kind: 'count', relation: other({ u: here('u') }), distinct: null, type: int8 },
            { kind: 'sum', relation: other({ k: here('k') }, 'k'), column: 'v', type: numeric },
            { kind: 'exists', relation: other({ k: here('k'), u: here('u') }, 'k'), type: bool },
            {
              kind: 'gather',
              relation: other({ t: here('t') }, 't'),
              columns: [{ name: 'v', column: 'v', type: int4 }],
              element: 'scalar',
              distinct: true,
              orderBy: [],
              type: int4Array,
            },
            {
              kind: 'exists',
              relation: other({ id: { kind: 'lookup', lookup: 0, column: 'id' } }, 'id'),
              type: bool,
            },
            { kind: 'least', column: 'v', type: int4 },
            { kind: 'greatest', column: 'v', type: int4 },
          ],
        })
        const kept = data.main.filter(({ v }) => !filtered || (v !== 1 && v !== 2))
        const groups =
          chunkColumn === 'k'
            ? collapse(kept)
            : [
                ...kept.filter(({ t }) => t === null).map((row) => [row]),
                ...Map.groupBy(
                  kept.filter(({ t }) => t !== null),
                  ({ t }) => t,
                ).values(),
              ]
        const expected = groups.map((group) => {
          const winner = (policy === 'first' ? group[0] : group.at(-1)) ?? { id: 0, k: null, u: null, t: null, v: null }
          const byKey = data.other.filter(({ k }) => k !== null && k === winner.k)
          const found = winner.u !== null && data.people.includes(winner.u)
          const values = group.map(({ v }) => v).filter((v) => v !== null)
          return [
            winner.id,
            found ? `name ${winner.u}` : null,
            new Set(byKey.map(({ v }) => v).filter((v) => v !== null)).size,
            data.other.filter(({ u }) => u !== null && u === winner.u).length,
            byKey.reduce((sum, { v }) => sum + (v ?? 0), 0),
            byKey.some(({ u }) => u !== null && u === winner.u),
            arrayText(data.other.filter(({ t }) => t !== null && t === winner.t).map(({ v }) => v)),
            found && data.other.some(({ id }) => id === winner.u),
            values.length === 0 ? null : Math.min(...values),
            values.length === 0 ? null : Math.max(...values),
            group.length,
            winner.u !== null && !found,
          ].map(shown)
        })
        expect(await readAll(client, subject, size, kept.length)).toEqual(sorted(expected))
      },
    )
    await fc.assert(property, { numRuns: 80 })
  })

  test('unites two tables into one item per pair', async () => {
    await using db = await testDatabase()
    await prepare(db)
    await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
    const columns = { k: 'k', u: 'u', v: 'v' }
    const subject = entity({
      source: {
        kind: 'union',
        branches: [
          { name: 'a', table: table('main'), columns, where: [] },
          { name: 'b', table: table('other'), columns, where: [{ kind: 'notNull', column: 't' }] },
        ],
      },
      identity: { kind: 'grouped', columns: ['k', 'u'], policy: 'first', orderBy: ascending('v') },
      chunkBy: chunkBy('k', int4),
      values: [
        column('k'),
        column('u'),
        { kind: 'present', branch: 'a', type: bool },
        { kind: 'present', branch: 'b', type: bool },
        { kind: 'least', column: 'v', type: int4 },
        { kind: 'greatest', column: 'v', type: int4 },
        { kind: 'first', branch: 'b', column: 't', orderBy: [{ column: 'id', descending: true }], type: text },
        {
          kind: 'count',
          relation: {
            branches: [...relation('main', { k: here('k') }).branches, ...relation('other', { k: here('k') }).branches],
          },
          distinct: 'u',
          type: int8,
        },
      ],
    })
    await fc.assert(
      fc.asyncProperty(world, chunkSize, async (data, size) => {
        await fill(db, data)
        const tagged = [
          ...data.main.map((row) => ({ ...row, branch: 'a' })),
          ...data.other.filter(({ t }) => t !== null).map((row) => ({ ...row, branch: 'b' })),
        ]
        const expected = collapse(tagged).map((group) => {
          const list = tagged.filter((row) => group.includes(row))
          const [head] = list
          const values = list.map(({ v }) => v).filter((v) => v !== null)
          const own = list.filter(({ branch }) => branch === 'b').toSorted((left, right) => right.id - left.id)
          const related = [...data.main, ...data.other].filter(({ k }) => k !== null && k === head?.k)
          return [
            head?.k ?? null,
            head?.u ?? null,
            list.some(({ branch }) => branch === 'a'),
            own.length > 0,
            values.length === 0 ? null : Math.min(...values),
            values.length === 0 ? null : Math.max(...values),
            own[0]?.t ?? null,
            new Set(related.map(({ u }) => u).filter((u) => u !== null)).size,
            list.length,
          ].map(shown)
        })
        expect(await readAll(client, subject, size, tagged.length)).toEqual(sorted(expected))
      }),
      { numRuns: 60 },
    )
  })

  test('a raw query is read like a table, in chunks and with its own conditions', async () => {
    await using db = await testDatabase()
    await prepare(db)
    await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
    const subject = entity({
      source: {
        kind: 'query',
        sql: 'SELECT m.*, m.v + 1 AS "next one" FROM main m -- all of it\n;',
        where: [{ kind: 'sql', text: 'v > 1 -- not the ones' }],
      },
      chunkBy: chunkBy('t', text, { indexed: false }),
      values: [
        column('id'),
        column('next one'),
        { kind: 'exists', relation: relation('other', { u: here('u') }), type: bool },
      ],
    })
    await fc.assert(
      fc.asyncProperty(world, chunkSize, async (data, size) => {
        await fill(db, data)
        const kept = data.main.filter(({ v }) => v !== null && v > 1)
        const expected = kept.map(({ id, u, v }) =>
          [id, (v ?? 0) + 1, data.other.some((row) => row.u !== null && row.u === u), 1].map(shown),
        )
        expect(await readAll(client, subject, size, kept.length)).toEqual(sorted(expected))
      }),
      { numRuns: 40 },
    )
  })
})

describe('a load query over awkward names', () => {
  test('columns named like its own bookkeeping, and like nothing at all', async () => {
    await using db = await testDatabase()
    const names = [
      'c0',
      'c1',
      'n',
      'b',
      'r',
      's',
      'w',
      'place',
      'many',
      'same',
      'k0',
      'v1',
      'l0',
      'a0',
      'select',
      'Mixed Case',
      'quo"te',
      "apo'strophe",
      'ünï',
      'x'.repeat(63),
      'chunk_rows',
      ' ',
    ]
    const quoted = names.map(quoteIdentifier)
    await db.query(`CREATE TABLE "from" (${quoted.map((name) => `${name} int4`).join(', ')})`)
    await db.query(
      `INSERT INTO "from" SELECT ${names.map((_, index) => `g * 100 + ${index}`).join(', ')} FROM generate_series(1, 2) g`,
    )
    await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
    for (const name of names) {
      const subject = entity({
        source: {
          kind: 'table',
          table: table('from'),
          where: [{ kind: 'notIn', column: name, type: int4, values: ['0'] }],
        },
        identity: { kind: 'grouped', columns: [name], policy: 'last', orderBy: ascending(name) },
        chunkBy: chunkBy(name, int4, { indexed: false }),
        lookups: [{ name: 'self', table: table('from'), on: [{ column: name, equals: here(name) }], indexed: true }],
        values: [
          ...names.map((each) => column(each)),
          { kind: 'lookup', lookup: 0, column: name, type: int4 },
          { kind: 'sum', relation: relation('from', { [name]: here(name) }), column: name, type: numeric },
        ],
      })
      const at = names.indexOf(name)
      const expected = [1, 2].map((g) => [
        ...names.map((_, index) => String(g * 100 + index)),
        String(g * 100 + at),
        String(g * 100 + at),
        '1',
        'f',
      ])
      expect(await readAll(client, subject, 1, 2)).toEqual(sorted(expected))
    }
  })

  test("gathers records in the mapping's order, and an empty list where there are none", async () => {
    await using db = await testDatabase()
    await prepare(db)
    await db.query(
      `INSERT INTO main (id) VALUES (1), (2); INSERT INTO other (id, k, u, t) VALUES (1, 1, 5, 'x'), (2, 1, 6, NULL), (3, 1, 5, 'w')`,
    )
    await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
    const record: PgType = {
      kind: 'composite',
      oid: 2249,
      name: 'record',
      fields: [
        { name: 'u', type: int4 },
        { name: 't', type: text },
      ],
    }
    const subject = entity({
      source: { kind: 'table', table: table('main'), where: [] },
      values: [
        column('id'),
        {
          kind: 'gather',
          relation: relation('other', { k: here('id') }),
          columns: [
            { name: 'u', column: 'u', type: int4 },
            { name: 't', column: 't', type: text },
          ],
          element: 'map',
          distinct: false,
          orderBy: [
            { column: 'u', descending: true },
            { column: 'id', descending: false },
          ],
          type: { kind: 'array', oid: 2287, name: '_record', element: record },
        },
      ],
    })
    expect(await readAll(client, subject, 10, 2)).toEqual(
      sorted([
        ['1', '{"(6,)","(5,x)","(5,w)"}', '1'],
        ['2', '{}', '1'],
      ]),
    )
  })
})
