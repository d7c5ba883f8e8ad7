import { expect, test } from 'vitest'
import { catalogOf } from '../catalog/catalog.fixture.ts'
import { defineMapping } from './define-mapping.ts'
import { resolveMapping } from './resolve-mapping.ts'
import { selectEntities } from './select-entities.ts'

const { mapping } = resolveMapping(
  defineMapping({
    name: 'test',
    table: { partitionKey: 'pk', entityType: 'type' },
    entities: {
      USER: { group: 'users', from: 'users', key: { pk: 'USER#{id}' } },
      CARD: { group: 'users', from: 'users', key: { pk: 'CARD#{id}' } },
      ORDER: { group: 'orders', from: 'users', key: { pk: 'ORDER#{id}' } },
    },
  }),
  catalogOf({ users: { columns: { id: 'int8!' }, primaryKey: ['id'] } }),
)

test.each([
  [[], ['USER', 'CARD', 'ORDER']],
  [['users'], ['USER', 'CARD']],
  [
    ['ORDER', 'CARD'],
    ['CARD', 'ORDER'],
  ],
  [
    ['users', 'USER'],
    ['USER', 'CARD'],
  ],
])('%j', (names, expected) => {
  const selected = selectEntities(mapping, names)
  expect(selected.entities.map((entity) => entity.name)).toEqual(expected)
  expect(selected.hash).toBe(mapping.hash)
})

test('an unknown name is refused', () => {
  expect(() => selectEntities(mapping, ['user'])).toThrowError(/"user" \(did you mean "USER"\?\)/u)
})
