import type { TableArn } from '../../brand.ts'
import { expect, test } from 'vitest'
import { catalogOf } from '../../catalog/catalog.fixture.ts'
import { allColumns, column, template } from '../../mapping/language/attributes.ts'
import { constant } from '../../mapping/language/constant.ts'
import { defineMapping } from '../../mapping/define-mapping.ts'
import { resolveMapping } from '../../mapping/resolve-mapping.ts'
import { checkTable } from './check-table.ts'
import type { LiveIndex, LiveKey, LiveTable } from './live-table.ts'

const catalog = catalogOf({
  posts: { columns: { id: 'int8!', created_at: 'timestamptz!', title: 'text', score: 'int4' }, primaryKey: ['id'] },
})
const { mapping } = resolveMapping(
  defineMapping({
    name: 'posts',
    table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
    entities: {
      POST: { group: 'posts', from: 'posts', key: { pk: 'P#{id}', sk: 'M' }, attributes: { ...allColumns() } },
      DRAFT: {
        group: 'posts',
        from: 'posts',
        key: { pk: 'D#{id}', sk: 'M' },
        attributes: {
          created_at: column('created_at', { as: 'epoch-seconds' }),
          score: column('score', { onNull: 'null' }),
          label: template('{title}'),
          kind: constant(1),
        },
      },
    },
  }),
  catalog,
)

function liveWith(...indexes: readonly Partial<LiveIndex>[]): LiveTable {
  return {
    name: 't',
    arn: 'arn:t' as TableArn,
    status: 'ACTIVE',
    createdAt: '2026-01-01T00:00:00.000Z',
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'sk', type: 'S' },
    billing: { kind: 'on-demand', maxWriteUnits: null },
    warmWriteUnits: null,
    itemCount: 0,
    sizeBytes: 0,
    indexes: indexes.map((index) => ({
      name: 'theirs',
      arn: 'arn:i',
      status: 'ACTIVE',
      kind: 'global',
      partitionKey: [{ name: 'elsewhere', type: 'S' }],
      sortKey: [],
      projection: 'keys',
      warmWriteUnits: null,
      ...index,
    })),
  }
}

function refusals(...keys: readonly LiveKey[]): readonly string[] {
  return checkTable(liveWith({ partitionKey: keys }), mapping.table, { table: 't' }, mapping.entities)
    .filter(({ code }) => code === 'TABLE_INDEX_REFUSES')
    .map(({ severity, place }) => `${severity} ${place}`)
}

test('an index on an attribute that the mapping writes in another type is found, by entity', () => {
  expect(refusals({ name: 'created_at', type: 'N' })).toEqual(['error entities.POST.attributes.created_at'])
  expect(refusals({ name: 'created_at', type: 'S' })).toEqual(['error entities.DRAFT.attributes.created_at'])
  expect(refusals({ name: 'kind', type: 'S' })).toEqual(['error entities.DRAFT.attributes.kind'])
  expect(refusals({ name: 'kind', type: 'N' })).toEqual([])
  expect(refusals({ name: 'id', type: 'N' }, { name: 'elsewhere', type: 'B' })).toEqual([])
  expect(refusals({ name: 'type', type: 'N' })).toEqual(['error table'])
  expect(refusals({ name: 'sk', type: 'S' })).toEqual([])
})

test('an attribute that may be NULL or empty there is warned of', () => {
  expect(refusals({ name: 'title', type: 'S' })).toEqual(['warning entities.POST.attributes.title'])
  expect(refusals({ name: 'score', type: 'N' })).toEqual(['warning entities.DRAFT.attributes.score'])
  expect(refusals({ name: 'label', type: 'S' })).toEqual(['warning entities.DRAFT.attributes.label'])
})

test('says what is written, and how to drop an index that can be dropped', () => {
  const found = (kind: 'global' | 'local') =>
    checkTable(
      liveWith({ kind, partitionKey: [{ name: 'pk', type: 'S' }], sortKey: [{ name: 'created_at', type: 'N' }] }),
      mapping.table,
      { table: 't' },
      mapping.entities,
    )
  const [unknown, refused] = found('global')
  expect(unknown?.message).toBe(
    'the table has an index theirs (keys only) on partition key pk (S) and sort key created_at (N) that the mapping does not name',
  )
  expect(refused?.message).toBe(
    'the index theirs of the table has the key created_at (N), but the mapping writes it as S: DynamoDB refuses every such item (POST)',
  )
  expect(refused?.fix).toContain('aws dynamodb update-table')
  expect(found('local')[1]?.fix).not.toContain('aws')
})
