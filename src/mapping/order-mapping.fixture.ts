import { expect } from 'vitest'
import { catalogOf } from '../catalog/catalog.fixture.ts'
import { checkMapping } from './check-mapping.ts'
import { defineMapping } from './define-mapping.ts'
import { equals } from './language/conditions.ts'
import { union } from './language/sources.ts'
import type { ResolvedEntity } from './resolved.ts'
import type { EntityDefinition, TableDefinition } from './schema/mapping-schema.ts'

/** One catalog, one table and one entity ORDER, of which a test changes a part and sees what is made of it. */
export const catalog = catalogOf({
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

export const keys: TableDefinition = {
  partitionKey: 'pk',
  sortKey: 'sk',
  entityType: 'type',
  indexes: {
    'type-index': { partitionKey: 'type', sortKey: 'sk' },
    'by-one': { partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk' },
  },
}

export type Part = Partial<EntityDefinition>
export const order: EntityDefinition = {
  group: 'orders',
  from: 'orders',
  key: { pk: 'ORDER#{id}', sk: 'METADATA' },
  indexes: { 'by-one': { pk: 'USER#{user_id}', sk: 'ORDER#{placed|iso}' } },
  attributes: {},
}

export function check(entities: Record<string, Part>, tableDefinition: TableDefinition = keys) {
  const full = Object.fromEntries(Object.entries(entities).map(([name, part]) => [name, { ...order, ...part }]))
  return checkMapping(defineMapping({ name: 'test', table: tableDefinition, entities: full }), catalog)
}

export function entity(part: Part): ResolvedEntity {
  const { resolved, findings } = check({ ORDER: part })
  expect(findings.filter((finding) => finding.severity === 'error')).toEqual([])
  const [found] = resolved?.entities ?? []
  if (found === undefined) throw new Error('not resolved')
  return found
}

export function codes(part: Part): readonly string[] {
  return check({ ORDER: part }).findings.map((finding) => `${finding.code} ${finding.place}`)
}

export const likes = {
  from: 'likes',
  key: { pk: 'ORDER#{order_id}', sk: 'LIKE#{user_id}' },
  indexes: {},
} satisfies Part
export const both = {
  from: union({ liked: 'likes', shared: { table: 'shares', where: { via: equals('mail') } } }),
  key: { pk: 'ORDER#{order_id}', sk: 'BOTH#{user_id}' },
  indexes: {},
} satisfies Part
