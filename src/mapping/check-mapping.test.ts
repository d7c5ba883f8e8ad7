import { describe, expect, test } from 'vitest'
import { catalogOf } from '../catalog/catalog.fixture.ts'
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
  template,
} from './language/attributes.ts'
import { descending, equals, isIn, lessThan, notIn, sqlCondition } from './language/conditions.ts'
import { constant } from './language/constant.ts'
import { failOnDuplicate, keepFirst, keepLast } from './language/duplicates.ts'
import { one, sql, table, union } from './language/sources.ts'
import { checkMapping } from './check-mapping.ts'
import { defineMapping } from './define-mapping.ts'
import { resolveMapping } from './resolve-mapping.ts'
import type { ResolvedEntity } from './resolved.ts'
import type { EntityDefinition, TableDefinition } from './schema/mapping-schema.ts'

const catalog = catalogOf({
  users: {
    columns: {
      id: 'int8!',
      email: 'text!',
      name: 'text',
      born: 'timestamptz',
      type: 'int4',
      tags: 'json',
      handle: 'citext!',
    },
    primaryKey: ['id'],
    uniqueKeys: [['email'], ['name']],
  },
  orders: {
    columns: { id: 'int8!', user_id: 'int8', total: 'numeric!', note: 'text', placed: 'timestamptz!' },
    primaryKey: ['id'],
    indexes: [['user_id']],
  },
  likes: {
    columns: { id: 'int8!', order_id: 'int8!', user_id: 'int8!', at: 'int8!' },
    primaryKey: ['id'],
    indexes: [['user_id']],
  },
  shares: {
    columns: { id: 'int8!', order_id: 'int8!', user_id: 'int8!', at: 'int8!', via: 'text' },
    primaryKey: ['id'],
    indexes: [['user_id']],
  },
  words: { columns: { left: 'text!', right: 'text!', pair: 'interval', document: 'json' } },
  hidden: { columns: { id: 'int8!' }, primaryKey: ['id'], rowSecurity: true },
  totals: { columns: { user_id: 'int8', total: 'numeric' }, kind: 'view' },
  'Odd "Name"': { schema: 'My Schema', columns: { 'Order.Id': 'uuid!', '{x}|y': 'text' }, primaryKey: ['Order.Id'] },
})

const keys: TableDefinition = {
  partitionKey: 'pk',
  sortKey: 'sk',
  entityType: 'type',
  indexes: {
    'type-index': { partitionKey: 'type', sortKey: 'sk' },
    'by-one': { partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk' },
  },
}

type Part = Partial<EntityDefinition>
const order: EntityDefinition = {
  group: 'orders',
  from: 'orders',
  key: { pk: 'ORDER#{id}', sk: 'METADATA' },
  indexes: { 'by-one': { pk: 'USER#{user_id}', sk: 'ORDER#{placed|iso}' } },
  attributes: {},
}

function check(entities: Record<string, Part>, tableDefinition: TableDefinition = keys) {
  const full = Object.fromEntries(Object.entries(entities).map(([name, part]) => [name, { ...order, ...part }]))
  return checkMapping(defineMapping({ name: 'test', table: tableDefinition, entities: full }), catalog)
}

function entity(part: Part): ResolvedEntity {
  const { resolved, findings } = check({ ORDER: part })
  expect(findings.filter((finding) => finding.severity === 'error')).toEqual([])
  const [found] = resolved?.entities ?? []
  if (found === undefined) throw new Error('not resolved')
  return found
}

function codes(part: Part): readonly string[] {
  return check({ ORDER: part }).findings.map((finding) => `${finding.code} ${finding.place}`)
}

const likes = { from: 'likes', key: { pk: 'ORDER#{order_id}', sk: 'LIKE#{user_id}' }, indexes: {} } satisfies Part
const both = {
  from: union({ liked: 'likes', shared: { table: 'shares', where: { via: equals('mail') } } }),
  key: { pk: 'ORDER#{order_id}', sk: 'BOTH#{user_id}' },
  indexes: {},
} satisfies Part

describe('findings', () => {
  test.each<[string, Part, readonly string[]]>([
    ['unknown table', { from: 'ordres' }, ['MAPPING_UNKNOWN_TABLE entities.ORDER.from']],
    [
      'unknown column in a key',
      { key: { pk: 'ORDER#{ident}', sk: 'METADATA' } },
      ['MAPPING_UNKNOWN_COLUMN entities.ORDER.key.pk'],
    ],
    [
      'unknown look-up',
      { attributes: { a: lookup('owner.name') } },
      ['MAPPING_UNKNOWN_LOOKUP entities.ORDER.attributes.a'],
    ],
    [
      'column of a look-up',
      { lookups: { owner: one('users', { id: 'user_id' }) }, attributes: { a: lookup('owner.nam') } },
      ['MAPPING_UNKNOWN_COLUMN entities.ORDER.attributes.a'],
    ],
    [
      'later look-up',
      { lookups: { a: one('users', { id: 'b.user_id' }), b: one('orders', { id: 'id' }) } },
      ['MAPPING_UNKNOWN_LOOKUP entities.ORDER.lookups.a'],
    ],
    [
      'look-up by a column that is not unique',
      { lookups: { like: one('likes', { order_id: 'id' }) } },
      ['MAPPING_LOOKUP_NOT_UNIQUE entities.ORDER.lookups.like'],
    ],
    [
      'look-up of another type',
      { lookups: { owner: one('users', { id: 'note' }) } },
      ['MAPPING_WRONG_TYPE entities.ORDER.lookups.owner'],
    ],
    [
      'unknown index',
      { indexes: { 'by-on': { pk: 'a', sk: 'b' } } },
      ['MAPPING_UNKNOWN_INDEX entities.ORDER.indexes.by-on'],
    ],
    [
      'half an index key',
      { indexes: { 'by-one': { pk: 'USER#{user_id}' } } },
      ['MAPPING_KEY_MISSING entities.ORDER.indexes.by-one.sk'],
    ],
    [
      'key of an index over own attributes',
      { indexes: { 'type-index': { pk: 'X' } } },
      ['MAPPING_KEY_NOT_WANTED entities.ORDER.indexes.type-index.pk'],
    ],
    ['no sort key', { key: { pk: 'ORDER#{id}' } }, ['MAPPING_KEY_MISSING entities.ORDER.key.sk']],
    [
      'unknown format',
      { key: { pk: 'ORDER#{id|padd:3}', sk: 'METADATA' } },
      ['MAPPING_UNKNOWN_FORMAT entities.ORDER.key.pk'],
    ],
    [
      'iso of a number',
      { attributes: { a: column('id', { as: 'iso' }) } },
      ['MAPPING_WRONG_TYPE entities.ORDER.attributes.a'],
    ],
    [
      'iso of a number in a key',
      { key: { pk: 'ORDER#{id|iso}', sk: 'METADATA' } },
      ['MAPPING_WRONG_TYPE entities.ORDER.key.pk'],
    ],
    [
      'pad of text',
      { indexes: { 'by-one': { pk: 'A{note|pad:3}', sk: 'b' } } },
      ['MAPPING_WRONG_TYPE entities.ORDER.indexes.by-one.pk'],
    ],
    [
      'sum of text',
      { attributes: { a: sum('orders', 'note', { user_id: 'user_id' }) } },
      ['MAPPING_WRONG_TYPE entities.ORDER.attributes.a'],
    ],
    [
      'distinct json',
      { attributes: { a: count('users', { id: 'user_id' }, { distinct: 'tags' }) } },
      ['MAPPING_WRONG_TYPE entities.ORDER.attributes.a'],
    ],
    ['number for an integer', { where: { id: lessThan('abc') } }, ['MAPPING_WRONG_TYPE entities.ORDER.where.id']],
    ['condition on an unknown column', { where: { idd: 1 } }, ['MAPPING_UNKNOWN_COLUMN entities.ORDER.where.idd']],
    [
      'no index behind a count',
      { attributes: { a: count('likes', { order_id: 'id' }) } },
      ['MAPPING_INDEX_ADVISED entities.ORDER.attributes.a'],
    ],
    ['constant key', { key: { pk: 'ORDERS', sk: 'METADATA' } }, ['MAPPING_KEY_CONSTANT entities.ORDER.key']],
    [
      'key of a look-up only',
      { lookups: { owner: one('users', { id: 'user_id' }) }, key: { pk: 'USER#{owner.id}', sk: 'X' } },
      ['MAPPING_KEY_LOOKUP entities.ORDER.key'],
    ],
    [
      'look-up that differs within a group',
      { lookups: { owner: one('users', { id: 'id' }) }, key: { pk: 'USER#{owner.id}', sk: 'X#{user_id}' } },
      ['MAPPING_KEY_LOOKUP entities.ORDER.key'],
    ],
    [
      'lower merges rows',
      { from: 'users', indexes: {}, key: { pk: 'USER#{email|lower}', sk: 'X' } },
      ['MAPPING_KEY_MERGES entities.ORDER.key.pk'],
    ],
    [
      'shard alone merges rows',
      { key: { pk: 'ORDER#{id|shard:4}', sk: 'X' } },
      ['MAPPING_KEY_MERGES entities.ORDER.key.pk'],
    ],
    [
      'two free texts',
      { from: 'words', indexes: {}, duplicates: failOnDuplicate(), key: { pk: '{left}#{right}', sk: 'X' } },
      [
        'MAPPING_KEY_AMBIGUOUS entities.ORDER.key.pk',
        'MAPPING_KEY_AMBIGUOUS entities.ORDER.key.pk',
        'MAPPING_CHUNK_NOT_INDEXED',
      ],
    ],
    [
      'intervals that are equal and look different',
      { from: 'words', indexes: {}, key: { pk: 'W#{pair}', sk: 'X' } },
      ['MAPPING_IDENTITY_TYPE entities.ORDER.key.pk', 'MAPPING_WITHOUT_PRIMARY_KEY', 'MAPPING_CHUNK_NOT_INDEXED'],
    ],
    [
      'attribute named like a key',
      { from: 'users', key: { pk: 'USER#{id}', sk: 'X' }, indexes: {}, attributes: { ...allColumns() } },
      ['MAPPING_ATTRIBUTE_RESERVED entities.ORDER.attributes.type'],
    ],
    [
      'column and attribute of one name',
      { attributes: { ...allColumns(), note: constant('x') } },
      ['MAPPING_ATTRIBUTE_DUPLICATE entities.ORDER.attributes.note'],
    ],
    [
      'renamed onto another column',
      { attributes: { ...allColumns({ rename: { note: 'total' } }) } },
      ['MAPPING_ATTRIBUTE_DUPLICATE entities.ORDER.attributes.total'],
    ],
    [
      'except of an unknown column',
      { attributes: { ...allColumns({ except: ['nte'] }) } },
      ['MAPPING_UNKNOWN_COLUMN entities.ORDER.attributes....'],
    ],
    [
      'present outside a union',
      { attributes: { a: present('x') } },
      ['MAPPING_ONLY_IN_UNION entities.ORDER.attributes.a'],
    ],
    [
      'unknown branch',
      { ...both, attributes: { a: present('likd') } },
      ['MAPPING_UNKNOWN_BRANCH entities.ORDER.attributes.a'],
    ],
    [
      'plain column of a union',
      { ...both, attributes: { a: column('at') } },
      ['MAPPING_NOT_IN_UNION entities.ORDER.attributes.a'],
    ],
    [
      'allColumns of a union',
      { ...both, attributes: { ...allColumns() } },
      ['MAPPING_NOT_IN_UNION entities.ORDER.attributes....'],
    ],
    [
      'column that one branch lacks',
      { ...both, attributes: { a: least('via') } },
      ['MAPPING_UNKNOWN_COLUMN entities.ORDER.attributes.a'],
    ],
    ['row-level security', { from: 'hidden', indexes: {} }, ['MAPPING_ROW_SECURITY entities.ORDER.from']],
    [
      'row-level security of a related table',
      { lookups: { h: one('hidden', { id: 'id' }) } },
      ['MAPPING_ROW_SECURITY entities.ORDER.lookups.h'],
    ],
    [
      'view without key',
      { from: 'totals', indexes: {}, key: { pk: 'T#{user_id}', sk: 'X' } },
      ['MAPPING_WITHOUT_PRIMARY_KEY', 'MAPPING_CHUNK_NOT_INDEXED'],
    ],
    ['chunks across groups', { ...likes, chunkBy: 'id' }, ['MAPPING_CHUNK_COLUMN entities.ORDER.chunkBy']],
    [
      'order of distinct values',
      { attributes: { a: gather('orders', 'note', { user_id: 'user_id' }, { distinct: true, orderBy: 'id' }) } },
      ['MAPPING_WRONG_TYPE entities.ORDER.attributes.a'],
    ],
    [
      'declared type',
      { from: sql('select 1 as id', { columns: { id: 'int9' } }), indexes: {} },
      ['MAPPING_UNKNOWN_TYPE entities.ORDER.from.columns.id'],
    ],
  ])('%s', (_, part, expected) => {
    const found = codes(part)
    for (const finding of expected)
      expect(
        found.some((text) => text.startsWith(finding)),
        `${finding} in ${found.join(', ')}`,
      ).toBe(true)
    const unexpected = found.filter(
      (text) => !expected.some((finding) => text.startsWith(finding)) && !text.startsWith('MAPPING_INDEX_UNUSED'),
    )
    expect(unexpected).toEqual([])
  })

  test('name what was probably meant, and the statement that creates a missing index', () => {
    const { findings } = check({
      ORDER: { from: 'ordres' },
      LIKE: { attributes: { a: count('shares', { order_id: 'id' }) }, key: { pk: 'X#{id}', sk: 'M' } },
    })
    expect(findings.map((finding) => `${finding.message} ${finding.fix}`).join('\n')).toMatch(/did you mean "orders"/u)
    expect(findings.find((finding) => finding.code === 'MAPPING_INDEX_ADVISED')?.fix).toBe(
      'CREATE INDEX CONCURRENTLY ON "shares" ("order_id");',
    )
  })

  test('are reported together, and resolveMapping throws all of them', () => {
    const part: Part = {
      where: { idd: 1 },
      attributes: { a: column('nte'), b: lookup('x.y'), id: column('id'), pk: constant('z') },
    }
    expect(codes(part)).toHaveLength(4)
    const mapping = defineMapping({ name: 'test', table: keys, entities: { ORDER: { ...order, ...part } } })
    expect(() => resolveMapping(mapping, catalog)).toThrowError(
      /MAPPING_UNKNOWN_COLUMN.*\n.*MAPPING_UNKNOWN_COLUMN.*\n.*MAPPING_UNKNOWN_LOOKUP.*\n.*MAPPING_ATTRIBUTE_RESERVED/u,
    )
  })

  test('two entities with one key', () => {
    const collide = (left: Part, right: Part): boolean =>
      check({ LEFT: left, RIGHT: right }).findings.some(({ code }) => code === 'MAPPING_KEY_COLLISION')
    expect(collide({}, {})).toBe(true)
    expect(collide({}, { key: { pk: 'ORDER#{id}', sk: 'X' } })).toBe(false)
    expect(collide({}, { ...likes, key: { pk: 'ORDER#{order_id}', sk: 'M{user_id}' } })).toBe(false)
    expect(collide({}, { from: 'users', indexes: {}, key: { pk: '{email}', sk: 'METADATA' } })).toBe(true)
    expect(collide({ where: { user_id: isIn(1, 2) } }, { where: { user_id: notIn(1, 2) } })).toBe(false)
    expect(collide({ where: { user_id: isIn(1, 2) } }, { where: { user_id: notIn(1) } })).toBe(true)
    expect(collide({ where: { user_id: isIn('01') } }, { where: { user_id: isIn(1) } })).toBe(true)
    expect(collide({ where: sqlCondition('user_id = 1') }, { where: sqlCondition('user_id = 2') })).toBe(true)
  })
})

describe('identity, chunks and source key', () => {
  const int8 = { kind: 'base', oid: 20, name: 'int8', modifier: -1 }

  test('a key with the primary key is unique', () => {
    const found = entity({})
    expect(found.identity).toEqual({ kind: 'unique' })
    expect(found.chunkBy).toEqual({ columns: [{ column: 'id', type: int8 }], nullable: false, indexed: true })
    expect(found.sourceKey).toEqual([{ name: 'id', value: 0 }])
  })

  test('so is one with a unique key that is never NULL, and chunks still go by the primary key', () => {
    const found = entity({ from: 'users', key: { pk: 'USER#{email}', sk: 'X' }, indexes: {} })
    expect(found.identity).toEqual({ kind: 'unique' })
    expect(found.chunkBy?.columns.map(({ column: name }) => name)).toEqual(['id'])
  })

  test('a unique key that may be NULL does not count', () => {
    const found = entity({ from: 'users', key: { pk: 'USER#{name}', sk: 'X' }, indexes: {} })
    expect(found.identity).toEqual({
      kind: 'grouped',
      columns: ['name'],
      policy: 'first',
      orderBy: [{ column: 'id', descending: false }],
    })
    expect(found.chunkBy).toMatchObject({ columns: [{ column: 'name' }], nullable: true, indexed: true })
  })

  test('another key folds rows, by its columns, in chunks of an indexed one', () => {
    const found = entity({ ...likes, duplicates: keepLast({ by: [descending('at')] }) })
    expect(found.identity).toEqual({
      kind: 'grouped',
      columns: ['order_id', 'user_id'],
      policy: 'last',
      orderBy: [
        { column: 'at', descending: true },
        { column: 'id', descending: false },
      ],
    })
    expect(found.chunkBy).toMatchObject({ columns: [{ column: 'user_id' }], indexed: true })
    const named = found.values.map((value) => (value.kind === 'column' ? value.column : ''))
    expect(named).toEqual(expect.arrayContaining(['id', 'order_id', 'user_id']))
  })

  test('without a primary key every comparable column breaks ties', () => {
    const found = entity({
      from: 'words',
      indexes: {},
      key: { pk: 'W#{left|escape}#{right|escape}', sk: 'X' },
      duplicates: keepFirst(),
    })
    expect(found.identity).toMatchObject({ orderBy: [{ column: 'left' }, { column: 'right' }, { column: 'pair' }] })
    expect(found.sourceKey.map(({ name }) => name)).toEqual(['left', 'right'])
  })

  test('a query is cast to its declared types and unique only by its promise', () => {
    const from = sql('select 1 as id; ', { columns: { id: 'bigint' }, key: ['id'] })
    const found = entity({ from, indexes: {}, key: { pk: 'Q#{id}', sk: 'X' } })
    expect(found.source).toEqual({
      kind: 'query',
      sql: 'select q."id"::pg_catalog."int8" as "id" from (\nselect 1 as id\n) as q',
      where: [],
    })
    expect(found).toMatchObject({ identity: { kind: 'unique' }, chunkBy: null })
    expect(entity({ from, indexes: {}, key: { pk: 'Q#{id}', sk: 'X' }, chunkBy: 'id' }).chunkBy).toMatchObject({
      columns: [{ column: 'id' }],
      indexed: false,
    })
  })
})

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
