import { describe, expect, test } from 'vitest'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { allColumns, column } from './language/attributes.ts'
import { notIn } from './language/conditions.ts'
import { constant } from './language/constant.ts'
import { canonicalJson } from './canonical-json.ts'
import { defineMapping, parseMapping } from './define-mapping.ts'
import type { MappingDefinition } from './schema/mapping-schema.ts'

const definition: MappingDefinition = {
  name: 'test',
  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
  entities: {
    USER: {
      group: 'users',
      from: 'users',
      where: { kind: notIn(2, 4n), status: 1 },
      key: { pk: 'USER#{id}', sk: 'METADATA' },
      attributes: {
        ...allColumns({ except: ['secret'] }),
        version: constant({ list: [1, 'a', null, true, 2n ** 63n] }),
      },
    },
  },
}

function problem(data: unknown): PgfoldError {
  try {
    parseMapping(data)
  } catch (error) {
    if (error instanceof PgfoldError) return error
    throw error
  }
  throw new Error('was taken')
}

function changed(change: Readonly<Record<string, unknown>>): unknown {
  return { ...definition, entities: { USER: { ...definition.entities['USER'], ...change } } }
}

describe('defineMapping', () => {
  test('gives plain data: what went through JSON is the same mapping', () => {
    const mapping = defineMapping(definition)
    expect(parseMapping(JSON.parse(JSON.stringify(mapping.definition)))).toEqual(mapping)
    expect(mapping.hash).toMatch(/^[0-9a-f]{64}$/u)
  })

  test('the hash forgets the order of names and nothing else', () => {
    const { hash } = defineMapping(definition)
    const reordered = { entities: definition.entities, table: definition.table, name: 'test' }
    expect(defineMapping(reordered).hash).toBe(hash)
    expect(parseMapping(changed({ group: 'people' })).hash).not.toBe(hash)
    expect(parseMapping(changed({ where: { kind: notIn(4, 2), status: 1 } })).hash).not.toBe(hash)
  })

  test.each<[string, unknown, string]>([
    ['no entity', { ...definition, entities: {} }, 'entities'],
    ['no group', changed({ group: undefined }), 'entities.USER.group'],
    ['an unknown part', changed({ form: 'users' }), 'entities.USER.form'],
    [
      'an unknown part of an attribute',
      changed({ attributes: { a: { ...column('b'), az: 'S' } } }),
      'entities.USER.attributes.a.az',
    ],
    ['an unknown form', changed({ attributes: { a: { ...column('b'), as: 'SS' } } }), 'entities.USER.attributes.a.as'],
    ['an empty template', changed({ key: { pk: '', sk: 'X' } }), 'entities.USER.key.pk'],
    [
      'allColumns that is not spread',
      changed({ attributes: { all: allColumns()['...'] } }),
      'entities.USER.attributes.all',
    ],
    ['a wrong condition', changed({ where: { a: { kind: 'in', values: [] } } }), 'entities.USER.where.a.values'],
    ['a source that is nothing', changed({ from: { kind: 'tabel' } }), 'entities.USER.from.kind'],
    ['keys that are one', { ...definition, table: { partitionKey: 'a', sortKey: 'a', entityType: 'b' } }, 'table'],
    ['the name of the prototype', JSON.parse('{"entities":{"__proto__":{}}}'), 'entities.__proto__'],
    [
      'half a surrogate pair in a text',
      { name: 'test', entities: { USER: { key: { pk: 'U\ud800{id}' } } } },
      'entities.USER.key.pk',
    ],
    ['half a surrogate pair in a name', { entities: { 'U\udc00': {} } }, 'entities.U\ufffd'],
    ['nothing', null, 'mapping'],
  ])('%s is refused, with its place', (_, data, place) => {
    const error = problem(data)
    expect(error.code).toBe('MAPPING_SCHEMA')
    expect(error.place).toBe(place)
    expect(error.exit).toBe(78)
  })

  test('every problem is named, not only the first', () => {
    expect(problem({ ...definition, name: '', table: { ...definition.table, entityType: '' } }).detail).toMatch(
      /name: .*; table\.entityType: /u,
    )
  })
})

test('canonical JSON sorts names and leaves out what is undefined', () => {
  expect(canonicalJson({ b: [2, { d: undefined, c: null }], a: 'x' })).toBe('{"a":"x","b":[2,{"c":null}]}')
})

test('a mapping that is nested without end is refused, not a crash', () => {
  let nested: unknown = 'x'
  for (let depth = 0; depth < 20_000; depth += 1) nested = depth % 2 === 0 ? [nested] : { all: nested }
  for (const data of [nested, { name: 'x', entities: { A: { where: nested } } }]) {
    expect(() => parseMapping(data)).toThrow(
      expect.objectContaining({ code: 'MAPPING_SCHEMA', detail: 'it is nested deeper than 100 levels' }),
    )
  }
})
