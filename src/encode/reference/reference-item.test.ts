import { describe, expect, test } from 'vitest'
import { referenceItem, type ReferenceOutcome } from './reference-item.ts'
import { attribute, constant, person, personTable, template, textsOf, type PersonRow } from '../person.fixture.ts'

function outcome(row: PersonRow, ...args: Parameters<typeof person>): ReferenceOutcome {
  const { mapping, entity } = person(...args)
  return referenceItem(mapping, entity, textsOf(row))
}

function item(row: PersonRow, ...args: Parameters<typeof person>): unknown {
  const result = outcome(row, ...args)
  return result.kind === 'item' ? result.item : result
}

describe('an item', () => {
  test('has its key, its type, its index keys and its attributes', () => {
    expect(item({ id: '7', email: 'a@b', city: 'Seoul' })).toEqual({
      pk: { S: 'PERSON#7' },
      sk: { S: 'METADATA' },
      type: { S: 'PERSON' },
      gsi1_pk: { S: 'EMAIL#a@b' },
      gsi1_sk: { S: 'PERSON#7' },
      id: { N: '7' },
      email: { S: 'a@b' },
      city: { S: 'Seoul' },
    })
  })

  test('leaves out NULL, keeps the empty string, or does as the mapping says', () => {
    expect(item({ id: '7', email: 'a', city: null })).not.toHaveProperty('city')
    expect(item({ id: '7', email: 'a', city: '' })).toHaveProperty('city', { S: '' })
    const attributes = [attribute('city', 'S', { onNull: 'null', onEmpty: 'omit' })]
    expect(item({ id: '7', city: null }, { attributes })).toHaveProperty('city', { NULL: true })
    expect(item({ id: '7', city: '' }, { attributes })).not.toHaveProperty('city')
    expect(item({ id: '7', city: '' }, { attributes: [attribute('city', 'S', { onEmpty: 'null' })] })).toHaveProperty(
      'city',
      { NULL: true },
    )
  })

  test('takes onEmpty for an empty array that should be a set, not for a set of one empty text', () => {
    expect(
      item({ id: '7', tags: '{}' }, { attributes: [attribute('tags', 'set', { onEmpty: 'omit' })] }),
    ).not.toHaveProperty('tags')
    expect(item({ id: '7', tags: '{}' }, { attributes: [attribute('tags', 'set')] })).toMatchObject({
      code: 'VALUE_NOT_REPRESENTABLE',
    })
  })

  test('holds a JSON null as NULL, unlike SQL NULL', () => {
    const attributes = [attribute('extra', 'document')]
    expect(item({ id: '7', extra: 'null' }, { attributes })).toHaveProperty('extra', { NULL: true })
    expect(item({ id: '7', extra: null }, { attributes })).not.toHaveProperty('extra')
  })

  test('has constants, and template attributes unless a value in them is NULL', () => {
    const attributes = [
      constant('version', { N: '1' }),
      { kind: 'template' as const, name: 'label', template: template('{city}/{email}') },
    ]
    expect(item({ id: '7', city: '', email: 'e' }, { attributes })).toMatchObject({
      version: { N: '1' },
      label: { S: '/e' },
    })
    expect(item({ id: '7', city: 'c', email: null }, { attributes })).not.toHaveProperty('label')
  })
})

describe('an index key', () => {
  test.each([null, ''])('is left out as a whole when a value in either half is %j', (email) => {
    const without = item({ id: '7', email })
    expect(without).not.toHaveProperty('gsi1_pk')
    expect(without).not.toHaveProperty('gsi1_sk')
  })

  test('is left out rather than rejected when one half is blank and the other too long', () => {
    const indexKeys = [
      {
        index: 'gsi1',
        attributes: [
          { name: 'gsi1_pk', role: 'partition' as const, template: template('{city}') },
          { name: 'gsi1_sk', role: 'sort' as const, template: template('{email}') },
        ],
      },
    ]
    expect(item({ id: '7', city: 'x'.repeat(2049), email: null }, { indexKeys })).not.toHaveProperty('gsi1_pk')
    expect(item({ id: '7', city: 'x'.repeat(2049), email: 'e' }, { indexKeys })).toMatchObject({
      code: 'VALUE_KEY_TOO_LONG',
    })
  })
})

describe('a row is rejected', () => {
  test.each<[string, PersonRow, string, string]>([
    ['without a value for its key', { id: null }, 'VALUE_KEY_NULL', 'pk: id is NULL'],
    ['with a number beyond DynamoDB', { id: '7', score: '1e126' }, 'VALUE_NUMBER_OUT_OF_RANGE', 'score: '],
    ['with a document too deep', { id: '7', extra: '['.repeat(33) + ']'.repeat(33) }, 'VALUE_TOO_DEEP', 'extra: '],
  ])('%s', (_what, row, code, detail) => {
    const result = outcome(row, { attributes: [attribute('score', 'N'), attribute('extra', 'document')] })
    expect(result).toMatchObject({ kind: 'rejected', code })
    expect(result).toHaveProperty('detail', expect.stringContaining(detail))
  })

  test('when a value of its key is empty', () => {
    expect(outcome({ id: '7', email: '' }, { sortKey: template('E#{email}') })).toEqual({
      kind: 'rejected',
      code: 'VALUE_KEY_EMPTY',
      detail: 'sk: email is the empty string',
    })
  })

  test.each([
    [2048, 'partition'],
    [1024, 'sort'],
  ] as const)('when a key has more than %i bytes (%s)', (limit, half) => {
    const changes = half === 'partition' ? { partitionKey: template('{city}') } : { sortKey: template('{city}') }
    expect(outcome({ id: '7', city: 'é'.repeat(limit / 2) }, changes)).toMatchObject({ kind: 'item' })
    expect(outcome({ id: '7', city: `${'é'.repeat(limit / 2)}x` }, changes)).toMatchObject({
      kind: 'rejected',
      code: 'VALUE_KEY_TOO_LONG',
    })
  })

  test('when its partition key is too long for the index that has it as sort key', () => {
    const table = {
      ...personTable,
      indexes: [{ name: 'inverted', partitionKey: 'sk', sortKey: 'pk', projection: 'all' as const }],
    }
    expect(
      outcome({ id: '7', city: 'x'.repeat(1025) }, { partitionKey: template('{city}'), indexKeys: [] }, table),
    ).toMatchObject({ code: 'VALUE_KEY_TOO_LONG' })
  })

  test('when the item has more than 409,600 bytes, to the byte', () => {
    const rest = { partitionKey: template('{id}'), indexKeys: [], attributes: [attribute('city', 'S')] }
    const around = 'pk7skMETADATAtypePERSONcity'.length
    expect(outcome({ id: '7', city: 'x'.repeat(409_600 - around) }, rest)).toMatchObject({ kind: 'item' })
    expect(outcome({ id: '7', city: 'x'.repeat(409_601 - around) }, rest)).toMatchObject({
      kind: 'rejected',
      code: 'VALUE_ITEM_TOO_LARGE',
    })
  })
})

describe('a value that the form cannot hold', () => {
  const of = (onUnrepresentable: 'omit' | 'text') => ({
    attributes: [attribute('score', 'N', { onUnrepresentable }), attribute('extra', 'document', { onUnrepresentable })],
  })
  const deep = '['.repeat(33) + ']'.repeat(33)

  test('is left out, or kept as text, where the mapping says so', () => {
    expect(item({ id: '7', score: 'NaN', extra: deep }, of('omit'))).not.toHaveProperty('score')
    expect(item({ id: '7', score: 'NaN', extra: deep }, of('omit'))).not.toHaveProperty('extra')
    expect(item({ id: '7', score: 'NaN', extra: deep }, of('text'))).toMatchObject({
      score: { S: 'NaN' },
      extra: { S: deep },
    })
  })

  test('rejects the row all the same when it is malformed', () => {
    expect(outcome({ id: '7', score: 'x' }, of('omit'))).toMatchObject({ code: 'VALUE_MALFORMED' })
  })
})
