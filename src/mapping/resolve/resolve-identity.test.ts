import { describe, expect, test } from 'vitest'
import { descending } from '../language/conditions.ts'
import { keepFirst, keepLast } from '../language/duplicates.ts'
import { sql } from '../language/sources.ts'
import { entity, likes } from '../order-mapping.fixture.ts'

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

  test('another key collapses rows, by its columns, in chunks of an indexed one', () => {
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
