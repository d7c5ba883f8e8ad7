import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { connectSource } from '../connection/connect.ts'
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
import { chunkSize, fill, prepare, readAll, signal, sorted, world, type Row } from './random-tables.fixture.ts'
import { parseSourceUrl } from '../connection/source-config.ts'

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
          lookups: [
            {
              name: 'person',
              table: table('people'),
              on: [{ column: 'id', equals: here('u') }],
              index: indexed ? ['id'] : [],
            },
          ],
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
