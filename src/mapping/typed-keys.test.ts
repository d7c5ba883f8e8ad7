import { describe, expect, test } from 'vitest'
import { catalogOf } from '../catalog/catalog.fixture.ts'
import { checkMapping } from './check-mapping.ts'
import { defineMapping } from './define-mapping.ts'
import { allColumns, column, template } from './language/attributes.ts'
import { constant } from './language/constant.ts'
import { resolveTable } from './resolve-table.ts'
import type { ResolvedEntity } from './resolved.ts'
import type { EntityDefinition } from './schema/mapping-schema.ts'
import type { TableDefinition } from './schema/table-schema.ts'

const catalog = catalogOf({
  readings: {
    columns: {
      id: 'int8!',
      sensor: 'uuid!',
      seq: 'numeric!',
      digest: 'bytea!',
      region: 'text',
      taken: 'timestamptz!',
      tenant: 'int4',
      extra: 'jsonb',
      ratio: 'float8!',
    },
    primaryKey: ['id'],
    indexes: [['region']],
    uniqueKeys: [['seq'], ['digest'], ['sensor'], ['ratio'], ['taken']],
  },
})

const typed: TableDefinition = { partitionKey: 'pk', sortKey: { name: 'seq_key', type: 'N' }, entityType: 'type' }
const reading: EntityDefinition = { group: 'readings', from: 'readings', key: { pk: 'R#{sensor}', sk: '{id}' } }

function check(table: TableDefinition, ...entities: readonly Partial<EntityDefinition>[]) {
  const definitions = entities.map((part, at) => [`E${at}`, { ...reading, ...part }] as const)
  return checkMapping(defineMapping({ name: 'test', table, entities: Object.fromEntries(definitions) }), catalog)
}

function codes(table: TableDefinition, ...entities: readonly Partial<EntityDefinition>[]): readonly string[] {
  return check(table, ...entities).findings.map(({ code, place }) => `${code} ${place}`)
}

function entity(table: TableDefinition, part: Partial<EntityDefinition>): ResolvedEntity {
  const { resolved, findings } = check(table, part)
  expect(findings).toEqual([])
  const [found] = resolved?.entities ?? []
  if (found === undefined) throw new Error('not resolved')
  return found
}

describe('the table section', () => {
  const resolved = (table: TableDefinition) =>
    resolveTable(defineMapping({ name: 'test', table, entities: { E: reading } }))

  test('says the type of a key attribute once for the whole table; what is not said is text', () => {
    const table = resolved({
      ...typed,
      indexes: {
        inverted: { partitionKey: 'seq_key', sortKey: 'pk' },
        several: { partitionKey: ['tenant', { name: 'day', type: 'B' }], sortKey: ['day2', { name: 'n', type: 'N' }] },
      },
    })
    expect(table.keyTypes).toEqual({ pk: 'S', seq_key: 'N', tenant: 'S', day: 'B', day2: 'S', n: 'N' })
    expect(table.indexes).toEqual([
      { name: 'inverted', partitionKey: ['seq_key'], sortKey: ['pk'], projection: 'all' },
      { name: 'several', partitionKey: ['tenant', 'day'], sortKey: ['day2', 'n'], projection: 'all' },
    ])
  })

  test.each<[string, TableDefinition, RegExp]>([
    [
      'two types of one attribute',
      { ...typed, indexes: { 'by-seq': { partitionKey: { name: 'seq_key', type: 'S' } } } },
      /"seq_key" is N here and S there/u,
    ],
    [
      'an entity type that is no text',
      { ...typed, indexes: { 'by-type': { partitionKey: { name: 'type', type: 'N' } } } },
      /"type" is S here and N there/u,
    ],
    [
      'five attributes',
      { ...typed, indexes: { 'by-five': { partitionKey: ['a', 'b', 'c', 'd', 'e'] } } },
      /up to four attributes/u,
    ],
    [
      'one attribute twice',
      { ...typed, indexes: { 'by-two': { partitionKey: ['a', 'b'], sortKey: ['c', 'a'] } } },
      /different ones/u,
    ],
  ])('refuses %s', (_, table, message) => expect(() => resolved(table)).toThrowError(message))
})

describe('a key of type N or B', () => {
  const keyed = (type: 'N' | 'B', sk: string) =>
    codes({ ...typed, sortKey: { name: 'seq_key', type } }, { key: { pk: 'R#{id}', sk } })

  test.each<['N' | 'B', string]>([
    ['N', '{id}'],
    ['N', '{seq}'],
    ['N', '{ratio}'],
    ['N', '{taken|epoch-micros}'],
    ['B', '{digest}'],
    ['B', '{sensor}'],
  ])('of type %s takes %s', (type, sk) => expect(keyed(type, sk)).toEqual([]))

  test.each<['N' | 'B', string]>([
    ['N', 'A#{id}'],
    ['N', '{id}{seq}'],
    ['N', '{id|pad:8}'],
    ['N', 'METADATA'],
    ['N', '{region}'],
    ['N', '{taken}'],
    ['B', '{id}'],
    ['B', '{region}'],
    ['B', '{taken|epoch-micros}'],
  ])('of type %s refuses %s', (type, sk) => expect(keyed(type, sk)).toEqual(['MAPPING_KEY_TYPE entities.E0.key.sk']))

  test('tells rows apart by the value', () => {
    const numbers: TableDefinition = { ...typed, partitionKey: 'pk' }
    expect(entity(numbers, { key: { pk: 'SEQ', sk: '{seq}' } }).identity).toEqual({ kind: 'unique' })
    expect(entity(numbers, { key: { pk: 'T#{region}', sk: '{tenant}' } }).identity).toMatchObject({
      kind: 'grouped',
      columns: ['region', 'tenant'],
    })
  })

  test('may meet that of another entity wherever the numbers or bytes may be equal', () => {
    const collide = (type: 'N' | 'B', left: string, right: string): boolean =>
      check(
        { ...typed, sortKey: { name: 'seq_key', type } },
        { key: { pk: 'X', sk: left } },
        { key: { pk: 'X', sk: right } },
      ).findings.some(({ code }) => code === 'MAPPING_KEY_COLLISION')
    expect(collide('N', '{id}', '{seq}')).toBe(true)
    expect(collide('N', '{taken|epoch-seconds}', '{ratio}')).toBe(true)
    expect(collide('B', '{sensor}', '{digest}')).toBe(true)
  })
})

describe('an index of several attributes', () => {
  const indexed: TableDefinition = {
    partitionKey: 'pk',
    sortKey: 'sk',
    entityType: 'type',
    indexes: {
      'by-tenant': {
        partitionKey: [{ name: 'tenant', type: 'N' }, 'region'],
        sortKey: ['taken', { name: 'n', type: 'N' }],
      },
    },
  }
  const key = { pk: 'R#{id}', sk: 'M' }

  test('takes attributes that items have anyway, and leaves out what is empty', () => {
    const { indexKeys, attributes } = entity(indexed, { key, attributes: { ...allColumns(), n: column('seq') } })
    expect(indexKeys).toEqual([])
    expect(attributes.map((each) => [each.name, each.kind === 'value' ? each.onEmpty : null])).toEqual(
      expect.arrayContaining([
        ['tenant', 'keep'],
        ['region', 'omit'],
        ['taken', 'omit'],
        ['extra', 'keep'],
      ]),
    )
  })

  test('takes templates by name, beside attributes', () => {
    const { indexKeys } = entity(indexed, {
      key,
      indexes: { 'by-tenant': { pk: { region: '{region|upper}' }, sk: { taken: '{taken}', n: '{id}' } } },
      attributes: { tenant: column('tenant') },
    })
    expect(indexKeys.map(({ attributes }) => attributes.map(({ name, role }) => [name, role]))).toEqual([
      [
        ['region', 'partition'],
        ['taken', 'sort'],
        ['n', 'sort'],
      ],
    ])
  })

  test.each<[string, Partial<EntityDefinition>, readonly string[]]>([
    [
      'an attribute that nothing gives',
      { indexes: { 'by-tenant': {} }, attributes: { ...allColumns() } },
      ['MAPPING_KEY_MISSING entities.E0.indexes.by-tenant.sk'],
    ],
    [
      'one text for two attributes',
      { indexes: { 'by-tenant': { pk: '{region}' } }, attributes: { ...allColumns(), n: column('id') } },
      ['MAPPING_KEY_MISSING entities.E0.indexes.by-tenant.pk'],
    ],
    [
      'a name of the other half',
      {
        indexes: { 'by-tenant': { pk: { taken: '{taken}' } } },
        attributes: { ...allColumns(), n: column('id') },
      },
      ['MAPPING_KEY_NOT_WANTED entities.E0.indexes.by-tenant.pk.taken'],
    ],
    [
      'an attribute and a template for it',
      { indexes: { 'by-tenant': { sk: { n: '{id}' } } }, attributes: { ...allColumns(), n: column('id') } },
      ['MAPPING_ATTRIBUTE_RESERVED entities.E0.attributes.n'],
    ],
    [
      'an attribute of another type',
      { attributes: { ...allColumns({ forms: { taken: 'epoch-millis' } }), n: column('extra') } },
      ['MAPPING_KEY_TYPE entities.E0.attributes.taken', 'MAPPING_KEY_TYPE entities.E0.attributes.n'],
    ],
    [
      'NULL, empty text, or text in place of a number',
      {
        attributes: {
          tenant: column('tenant', { onNull: 'null' }),
          region: column('region', { onEmpty: 'keep' }),
          n: column('seq', { onUnrepresentable: 'text' }),
          taken: constant(''),
        },
      },
      ['tenant', 'region', 'n', 'taken'].map((name) => `MAPPING_KEY_TYPE entities.E0.attributes.${name}`),
    ],
    [
      'a text for a number',
      { attributes: { tenant: template('{tenant}') } },
      ['MAPPING_KEY_TYPE entities.E0.attributes.tenant'],
    ],
    ['a table without it', { attributes: { ...allColumns() } }, ['MAPPING_INDEX_UNUSED table.indexes.by-tenant']],
  ])('%s is found', (_, part, expected) => {
    const found = codes(indexed, { key, ...part })
    expect(found.filter((text) => expected.length === 1 || !text.startsWith('MAPPING_INDEX_UNUSED'))).toEqual(
      expect.arrayContaining([...expected]),
    )
    const unexpected = found.filter((text) => !expected.includes(text) && !text.startsWith('MAPPING_INDEX_UNUSED'))
    expect(unexpected).toEqual([])
  })
})
