import { describe, expect, test } from 'vitest'
import {
  allColumns,
  column,
  exists,
  first,
  gather,
  gatherMaps,
  greatest,
  least,
  lookup,
  present,
  template,
} from '../language/attributes.ts'
import { isIn, lessThan } from '../language/conditions.ts'
import { one, table, union } from '../language/sources.ts'
import { both, entity, likes } from '../order-mapping.fixture.ts'

describe('values and attributes', () => {
  test('columns are written out in the order of the catalog, one takes the place of its own name', () => {
    const found = entity({
      attributes: {
        ...allColumns({ except: ['note'], rename: { total: 'amount' }, forms: { total: 'S' } }),
        placed: column('placed', { as: 'epoch-millis', onNull: 'null' }),
      },
    })
    expect(
      found.attributes.map((attribute) => [attribute.name, attribute.kind === 'value' ? attribute.form : null]),
    ).toEqual([
      ['id', 'N'],
      ['user_id', 'N'],
      ['amount', 'S'],
      ['placed', 'epoch-millis'],
    ])
    expect(found.attributes[3]).toMatchObject({ onNull: 'null', onEmpty: 'keep', onUnrepresentable: 'reject' })
  })

  test('a value is listed once however often it is used', () => {
    const found = entity({ attributes: { ...allColumns(), again: column('id'), text: template('{id}-{user_id}') } })
    const columns = found.values.map((value) => (value.kind === 'column' ? value.column : value.kind))
    expect(new Set(columns).size).toBe(columns.length)
  })

  test('chains of look-ups', () => {
    const found = entity({
      ...likes,
      lookups: { order: one('orders', { id: 'order_id' }), owner: one('users', { id: 'order.user_id' }) },
      attributes: { owner: lookup('owner.email') },
    })
    expect(found.lookups[1]).toMatchObject({
      name: 'owner',
      on: [{ column: 'id', equals: { kind: 'lookup', lookup: 0, column: 'user_id' } }],
    })
    expect(found.values).toContainEqual({
      kind: 'lookup',
      lookup: 1,
      column: 'email',
      type: { kind: 'base', oid: 25, name: 'text', modifier: -1 },
    })
  })

  test('a union folds by its shared columns', () => {
    const found = entity({
      ...both,
      where: { at: lessThan(10) },
      attributes: { liked: present('liked'), via: first('shared', 'via'), since: least('at'), until: greatest('at') },
    })
    expect(found.identity).toMatchObject({ kind: 'grouped', columns: ['order_id', 'user_id'] })
    expect(found.source).toMatchObject({
      kind: 'union',
      branches: [
        { name: 'liked', where: [{ kind: 'compare', column: 'at' }] },
        {
          name: 'shared',
          where: [
            { kind: 'in', column: 'via', values: ['mail'] },
            { kind: 'compare', column: 'at' },
          ],
        },
      ],
    })
    expect(found.values).toContainEqual(
      expect.objectContaining({
        kind: 'first',
        branch: 'shared',
        column: 'via',
        orderBy: [{ column: 'id', descending: false }],
      }),
    )
  })

  test('branches may name their columns differently', () => {
    const from = union({ a: 'likes', b: { table: 'orders', columns: { order_id: 'id', at: 'id' } } })
    const found = entity({ ...both, from, where: { order_id: isIn(7) } })
    expect(found.source).toMatchObject({
      branches: [{ columns: { order_id: 'order_id' } }, { columns: { order_id: 'id' }, where: [{ column: 'id' }] }],
    })
  })

  test('least of a row that folds with no other is the row itself', () => {
    expect(entity({ attributes: { a: least('total') } }).values).toContainEqual(
      expect.objectContaining({ kind: 'column', column: 'total' }),
    )
  })

  test('gathered lists have a total order', () => {
    const found = entity({
      attributes: {
        notes: gather('orders', 'note', { user_id: 'user_id' }),
        ids: gather(['likes', 'shares'], 'id', { user_id: 'user_id' }, { distinct: true }),
        rows: gatherMaps('likes', { who: 'user_id' }, { user_id: 'user_id' }, { orderBy: 'at' }),
        any: exists('likes', { user_id: 'user_id' }),
      },
    })
    expect(found.values.filter((value) => value.kind === 'gather')).toMatchObject([
      { element: 'scalar', orderBy: [{ column: 'id' }], type: { kind: 'array', name: '_text' } },
      {
        element: 'scalar',
        distinct: true,
        orderBy: [{ column: 'id' }],
        relation: { branches: [{ table: { name: 'likes' } }, { table: { name: 'shares' } }] },
      },
      {
        element: 'map',
        orderBy: [{ column: 'at' }, { column: 'id' }],
        type: { element: { kind: 'composite', fields: [{ name: 'who' }] } },
      },
    ])
  })

  test('any name can be said', () => {
    const found = entity({
      from: table('My Schema', 'Odd "Name"'),
      key: { pk: 'ODD#{"Order.Id"}', sk: 'X' },
      indexes: { 'by-one': { pk: '{"{x}|y"|lower}', sk: '{{}}' } },
      attributes: { ...allColumns() },
    })
    expect(found.attributes.map(({ name }) => name)).toEqual(['Order.Id', '{x}|y'])
    expect(found.partitionKey.segments[1]).toMatchObject({ kind: 'value', format: null })
    expect(found.indexKeys[0]?.attributes[1]?.template.segments).toEqual([{ kind: 'literal', text: '{}' }])
  })

  test('a set has no empty form, so that an empty one is left out', () => {
    const found = entity({ attributes: { a: gather('likes', 'id', { user_id: 'user_id' }, { as: 'set' }) } })
    expect(found.attributes[0]).toMatchObject({ form: 'set', onEmpty: 'omit' })
  })
})
