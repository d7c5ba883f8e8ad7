import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { baseType, type PgType } from '../../catalog/pg-type.ts'
import { connectSource } from '../connection/connect.ts'
import { ascending, chunkBy, column, entity, here, int4, numeric, relation, table, text } from './load-query.fixture.ts'
import { prepare, readAll, signal, sorted } from './random-tables.fixture.ts'
import { quoteIdentifier } from '../quote.ts'
import { parseSourceUrl } from '../connection/source-config.ts'

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
        lookups: [{ name: 'self', table: table('from'), on: [{ column: name, equals: here(name) }], index: [name] }],
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

  test('gathers a column whose type has no order, by the text of its values', async () => {
    await using db = await testDatabase()
    await prepare(db)
    await db.query(`CREATE TABLE seen (main_id int4, state pg_snapshot);
      INSERT INTO main (id) VALUES (1); INSERT INTO seen VALUES (1, '20:20:'), (1, '10:20:10,14,15')`)
    await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
    const snapshot = baseType('pg_snapshot', 5038)
    const subject = entity({
      source: { kind: 'table', table: table('main'), where: [] },
      values: [
        column('id'),
        {
          kind: 'gather',
          relation: relation('seen', { main_id: here('id') }),
          columns: [{ name: 'state', column: 'state', type: snapshot }],
          element: 'scalar',
          distinct: false,
          orderBy: [],
          type: { kind: 'array', oid: 5039, name: '_pg_snapshot', element: snapshot },
        },
      ],
    })
    expect(await readAll(client, subject, 10, 1)).toEqual(sorted([['1', '{"10:20:10,14,15",20:20:}', '1']]))
  })
})
