import { describe, expect, test } from 'vitest'
import type { CatalogTable } from '../../catalog/catalog.ts'
import { baseType, type PgType } from '../../catalog/pg-type.ts'
import { servingIndex } from './serving-index.ts'

const int4 = baseType('int4', 23)
const int8 = baseType('int8', 20)
const numeric = baseType('numeric', 1700)
const text = baseType('text', 25)
const citext = baseType('citext', 16_500)

const edges: CatalogTable = {
  schema: 'public',
  name: 'edges',
  kind: 'table',
  estimatedRows: 0,
  totalBytes: 0,
  rowSecurity: false,
  columns: [],
  primaryKey: ['id'],
  uniqueKeys: [],
  foreignKeys: [],
  indexes: [
    { name: 'a', columns: ['tenant', 'post', 'at'], unique: false, partial: false },
    { name: 'b', columns: ['post'], unique: false, partial: false },
    { name: 'c', columns: ['user', 'post'], unique: false, partial: true },
  ],
}

function served(compared: Readonly<Record<string, readonly [PgType, PgType]>>): readonly string[] {
  return servingIndex(
    edges,
    Object.entries(compared).map(([column, [type, valueType]]) => ({ column, type, valueType })),
  )
}

describe('the index that serves an equality', () => {
  test('is the one that begins with the most of its columns, whole and in any order of the pairs', () => {
    expect(served({ post: [int8, int8], tenant: [int4, int8] })).toEqual(['tenant', 'post'])
    expect(served({ post: [int8, int8] })).toEqual(['post'])
    expect(served({ id: [int8, int8], post: [int8, int8] })).toEqual(['id'])
    expect(served({ user: [int8, int8] })).toEqual([])
    expect(served({ at: [int8, int8] })).toEqual([])
  })

  test('serves only where PostgreSQL compares the column as it is', () => {
    expect(served({ post: [int4, int8] })).toEqual(['post'])
    expect(served({ post: [numeric, int8] })).toEqual(['post'])
    expect(served({ post: [int8, numeric] })).toEqual([])
    expect(served({ post: [citext, citext] })).toEqual(['post'])
    expect(served({ post: [citext, text] })).toEqual([])
    expect(served({ post: [{ kind: 'domain', oid: 1, name: 'key', base: text }, text] })).toEqual(['post'])
    expect(served({ tenant: [int8, numeric], post: [int8, int8] })).toEqual(['post'])
  })
})
