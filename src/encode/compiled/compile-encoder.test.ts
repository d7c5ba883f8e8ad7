import { describe, expect, test } from 'vitest'
import type { ValueRef } from '../../brand.ts'
import type { LoadColumn } from './load-column.ts'
import { compileEncoder } from './compile-encoder.ts'
import { attribute, person, personColumns, personTuple, template, type PersonRow } from '../person.fixture.ts'
import type { EncodedRow, RowEncoder } from './row-encoder.ts'
import { itemFromJson } from '../same-outcome.fixture.ts'
import { int64 } from '../tuple.fixture.ts'

const values: readonly LoadColumn[] = Object.keys(personColumns).map((_, at) => ({
  kind: 'value',
  value: at as ValueRef,
}))

function encoderOf(changes: Parameters<typeof person>[0] = {}, more: readonly LoadColumn[] = []): RowEncoder {
  const { mapping, entity } = person(changes)
  return compileEncoder(mapping, entity, [...values, ...more])
}

function encode(encoder: RowEncoder, row: PersonRow, ...more: readonly (Uint8Array | null)[]): EncodedRow {
  const tuple = personTuple(row, ...more)
  return encoder.encode(tuple, 0, tuple.length)
}

function itemOf(row: EncodedRow) {
  if (row.kind === 'rejected') throw new Error(`rejected: ${row.row.code} ${row.row.detail}`)
  return row.item
}

describe('an encoded item', () => {
  test('is DynamoDB JSON with the key first, its size, its units and the key of its row', () => {
    const { json, entity, bytes, writeUnits, sourceKey } = itemOf(
      encode(encoderOf(), { id: '7', email: 'a"b', city: 'Seoul' }),
    )
    expect(Buffer.from(json).toString()).toBe(
      '{"pk":{"S":"PERSON#7"},"sk":{"S":"METADATA"},"type":{"S":"PERSON"},"gsi1_pk":{"S":"EMAIL#a\\"b"},"gsi1_sk":{"S":"PERSON#7"},"id":{"N":"7"},"email":{"S":"a\\"b"},"city":{"S":"Seoul"}}',
    )
    expect({ entity, bytes, writeUnits, sourceKey }).toEqual({
      entity: 'PERSON',
      bytes: 'pkPERSON#7skMETADATAtypePERSONgsi1_pkEMAIL#a"bgsi1_skPERSON#7id..emaila"bcitySeoul'.length,
      writeUnits: 2,
      sourceKey: Buffer.from('{"id":"7"}'),
    })
  })

  test('keeps no reference to the tuple', () => {
    const tuple = personTuple({ id: '7', email: 'kept' })
    const item = itemOf(encoderOf().encode(tuple, 0, tuple.length))
    tuple.fill(0xff)
    expect(itemFromJson(Buffer.from(item.json).toString())).toMatchObject({ email: { S: 'kept' } })
  })

  test('stays as it is, however many come after it, rejected ones among them', () => {
    const encoder = encoderOf()
    const items = Array.from({ length: 4000 }, (_, n) => {
      if (n % 5 === 0) encode(encoder, { id: null, city: 'x'.repeat(n) })
      return itemOf(
        encode(encoder, { id: String(n), email: 'e'.repeat(n % 300), city: n === 2000 ? 'y'.repeat(400_000) : 'c' }),
      )
    })
    items.forEach((item, n) => {
      const found = itemFromJson(Buffer.from(item.json).toString())
      expect(found).toMatchObject({ pk: { S: `PERSON#${n}` }, email: { S: 'e'.repeat(n % 300) } })
      expect(Buffer.from(item.sourceKey).toString()).toBe(`{"id":"${n}"}`)
    })
  })
})

describe('bookkeeping columns', () => {
  test('carry how many rows collapse into the item, past 32 bits', () => {
    const encoder = encoderOf({}, [{ kind: 'rows' }])
    expect(encode(encoder, { id: '1' }, int64('3'))).toMatchObject({ kind: 'item', rows: 3 })
    expect(encode(encoder, { id: null }, int64('6000000000'))).toMatchObject({ kind: 'rejected', rows: 6_000_000_000 })
    expect(encode(encoderOf(), { id: '1' })).toMatchObject({ rows: 1 })
  })

  test('count the look-ups that found nothing', () => {
    const lookups = [
      { name: 'owner', table: { schema: 'public', name: 'users' }, on: [], index: [] },
      { name: 'team', table: { schema: 'public', name: 'teams' }, on: [], index: [] },
    ]
    const encoder = encoderOf({ lookups }, [
      { kind: 'missed', lookup: 0 },
      { kind: 'missed', lookup: 1 },
    ])
    encode(encoder, { id: '1' }, Buffer.of(1), Buffer.of(0))
    encode(encoder, { id: '2' }, Buffer.of(1), Buffer.of(1))
    encode(encoder, { id: '3' }, null, Buffer.of(0))
    expect([...encoder.counters.lookupsMissed]).toEqual([
      ['owner', 2],
      ['team', 1],
    ])
  })

  test('count the items that an index goes without, rejected rows not among them', () => {
    const encoder = encoderOf()
    encode(encoder, { id: '1', email: 'e' })
    encode(encoder, { id: '2', email: '' })
    encode(encoder, { id: '3', email: null })
    encode(encoder, { id: '4', email: null, city: 'x'.repeat(500_000) })
    expect([...encoder.counters.indexKeysSkipped]).toEqual([['gsi1', 2]])
  })
})

describe('a rejected row', () => {
  test('is named by its source key, and by its item key where it has one', () => {
    const encoder = encoderOf()
    expect(encode(encoder, { id: '9', email: 'secret', city: 'x'.repeat(500_000) })).toEqual({
      kind: 'rejected',
      rows: 1,
      row: {
        entity: 'PERSON',
        sourceKey: { id: '9' },
        itemKey: { pk: 'PERSON#9', sk: 'METADATA' },
        code: 'VALUE_ITEM_TOO_LARGE',
        detail: expect.stringMatching(/^city: the item has \d+ bytes so far/),
      },
    })
    expect(encode(encoder, { id: null })).toMatchObject({
      row: { sourceKey: { id: null }, itemKey: null, code: 'VALUE_KEY_NULL', detail: 'pk: id is NULL' },
    })
  })

  test('leaves the encoder as if it had not been', () => {
    const encoder = encoderOf({ attributes: [attribute('score', 'N'), attribute('city', 'S')] })
    const before = itemOf(encode(encoder, { id: '1', score: '1', city: 'c' }))
    expect(encode(encoder, { id: '2', score: 'NaN', city: 'c' })).toMatchObject({
      row: { code: 'VALUE_NUMBER_OUT_OF_RANGE', itemKey: { pk: 'PERSON#2' } },
    })
    const after = itemOf(encode(encoder, { id: '1', score: '1', city: 'c' }))
    expect([after.json, after.bytes, after.writeUnits, after.sourceKey]).toEqual([
      before.json,
      before.bytes,
      before.writeUnits,
      before.sourceKey,
    ])
  })

  test('is cut off at 409,600 bytes, to the byte', () => {
    const encoder = encoderOf({ partitionKey: template('{id}'), indexKeys: [], attributes: [attribute('city', 'S')] })
    const around = 'pk7skMETADATAtypePERSONcity'.length
    expect(encode(encoder, { id: '7', city: '"'.repeat(409_600 - around) })).toMatchObject({
      kind: 'item',
      item: { bytes: 409_600 },
    })
    expect(encode(encoder, { id: '7', city: '"'.repeat(409_601 - around) })).toMatchObject({
      kind: 'rejected',
      row: { code: 'VALUE_ITEM_TOO_LARGE' },
    })
  })
})

test('a tuple that is not what the query promised ends the run: nothing behind it can be trusted', () => {
  const tuple = personTuple({ id: '1' })
  expect(() => encoderOf().encode(tuple, 0, tuple.length - 1)).toThrow(
    expect.objectContaining({ code: 'SOURCE_COPY_MALFORMED' }),
  )
  expect(() => encode(encoderOf(), { id: '1' }, null)).toThrow(
    expect.objectContaining({ code: 'SOURCE_COPY_MALFORMED' }),
  )
})

test('a query without a column that the entity needs is refused when the encoder is built', () => {
  const { mapping, entity } = person()
  expect(() => compileEncoder(mapping, entity, values.slice(1))).toThrow(
    expect.objectContaining({ code: 'SOURCE_COPY_MALFORMED' }),
  )
})
