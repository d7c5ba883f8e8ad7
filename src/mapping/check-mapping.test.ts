import { describe, expect, test } from 'vitest'
import { allColumns, column, count, gather, least, lookup, present, sum } from './language/attributes.ts'
import { isIn, lessThan, notIn, sqlCondition } from './language/conditions.ts'
import { constant } from './language/constant.ts'
import { failOnDuplicate } from './language/duplicates.ts'
import { one, sql } from './language/sources.ts'
import { defineMapping } from './define-mapping.ts'
import { both, catalog, check, codes, keys, likes, order, type Part } from './order-mapping.fixture.ts'
import { resolveMapping } from './resolve-mapping.ts'

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
