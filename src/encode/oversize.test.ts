import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ValueRef } from '../brand.ts'
import type { ResolvedOversize } from '../mapping/resolved.ts'
import { compileEncoder } from './compiled/compile-encoder.ts'
import {
  attribute,
  person,
  personColumns,
  personTable,
  personTuple,
  textsOf,
  type PersonRow,
} from './person.fixture.ts'
import { expectSameOutcome, itemFromJson } from './same-outcome.fixture.ts'
import { referenceItem } from './reference/reference-item.ts'

const columns = Object.keys(personColumns).map((_, at) => ({ kind: 'value', value: at as ValueRef }) as const)
const noise = fc.infiniteStream(fc.constantFrom('0', '1', '2', 'a', 'é', '"', '\\', '\u0001'))

/** Around every border: of an item, of half of one, of what may be compressed. */
const anyLong = fc
  .tuple(
    fc.constantFrom(0, 10, 136_500, 204_700, 204_700, 409_300, 409_500, 600_000),
    fc.integer({ min: 0, max: 400 }),
    fc.constantFrom('x', 'é', '"', '\u0001'),
  )
  .map(([length, more, unit]) => unit.repeat(Math.floor((length + more) / Buffer.byteLength(unit))))

/** Text that gzip cannot make much of. */
const anyNoise = fc.tuple(fc.constantFrom(300_000, 420_000), noise).map(([length, stream]) => {
  const words = stream.take(64)
  const some = [...words].join('')
  let text = ''
  for (let at = 0; text.length < length; at += 1)
    text += `${some.slice(at % 64)}${(at * 2_654_435_761) % 4_294_967_291}`
  return text
})

const anyText = fc.option(fc.oneof({ weight: 5, arbitrary: anyLong }, { weight: 1, arbitrary: anyNoise }), { freq: 10 })

const anyPolicy: fc.Arbitrary<ResolvedOversize> = fc.record({
  kind: fc.constantFrom('omit' as const, 'gzip' as const),
  attributes: fc.shuffledSubarray(['email', 'city', 'extra'], { minLength: 1 }),
  marker: fc.constantFrom('_oversize', 'é'),
})

function entityOf(oversize: ResolvedOversize) {
  const table = {
    ...personTable,
    indexes: [
      ...personTable.indexes,
      { name: 'few', partitionKey: ['type'], sortKey: ['id'], projection: { include: ['city', oversize.marker] } },
    ],
    keyTypes: { ...personTable.keyTypes, type: 'S' as const, id: 'N' as const },
  }
  return person(
    {
      oversize,
      indexKeys: [],
      attributes: [
        attribute('id', 'N'),
        attribute('city', 'S'),
        attribute('email', 'S'),
        attribute('score', 'N'),
        attribute('extra', 'S'),
      ],
    },
    table,
  )
}

describe('items over 400 KB', () => {
  test('are the same from both encoders, under every policy', { timeout: 240_000 }, () => {
    const seen = { omit: 0, gzip: 0, whole: 0, rejected: 0 }
    fc.assert(
      fc.property(
        anyPolicy,
        fc.array(fc.tuple(anyText, anyText, anyText, fc.constantFrom('1', '2', '3', null, 'NaN')), {
          minLength: 1,
          maxLength: 4,
        }),
        (oversize, rows) => {
          const fixture = entityOf(oversize)
          const encoder = compileEncoder(fixture.mapping, fixture.entity, columns)
          for (const [email, city, text, score] of rows) {
            const row: PersonRow = { id: '7', email, city, score, extra: text === null ? null : JSON.stringify(text) }
            const tuple = personTuple(row)
            const encoded = encoder.encode(tuple, 0, tuple.length)
            expectSameOutcome({ ...fixture, used: [] }, textsOf(row), encoded)
            if (encoded.kind === 'rejected') seen.rejected += 1
            else {
              const item = itemFromJson(encoded.item.json.toString('utf8'))
              expect(encoded.item.bytes).toBeLessThanOrEqual(409_600)
              seen[Object.hasOwn(item, oversize.marker) ? oversize.kind : 'whole'] += 1
            }
          }
        },
      ),
      // Shrinking texts of 400 KB takes minutes and tells little.
      { numRuns: 60, endOnFailure: true, verbose: 0 },
    )
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(2)
  })

  test('go without attributes in the order of the policy, and no more of them than needed', () => {
    const { mapping, entity } = entityOf({ kind: 'omit', attributes: ['extra', 'email', 'city'], marker: '_oversize' })
    const encoder = compileEncoder(mapping, entity, columns)
    const encode = (row: PersonRow) => {
      const tuple = personTuple({ id: '7', ...row })
      return encoder.encode(tuple, 0, tuple.length)
    }
    const long = 'x'.repeat(300_000)
    const encoded = encode({ email: long, city: long, extra: '"short"' })
    if (encoded.kind !== 'item') throw new Error('rejected')
    const item = itemFromJson(encoded.item.json.toString('utf8'))
    expect(Object.keys(item)).toEqual(['pk', 'sk', 'type', 'id', 'city', '_oversize'])
    expect(item['_oversize']).toEqual({ M: { extra: { S: 'omitted' }, email: { S: 'omitted' } } })
    expect([...encoder.counters.oversize]).toEqual([
      ['extra', 1],
      ['email', 1],
    ])
    expect(encode({ email: 'a', city: 'b' })).toMatchObject({ kind: 'item' })
    expect(referenceItem(mapping, entity, textsOf({ id: '7', email: long, city: long, extra: '"short"' }))).toEqual({
      kind: 'item',
      item,
    })
  })

  test('hold texts as gzip that gives them back, or are rejected where that is not enough', () => {
    const { mapping, entity } = entityOf({ kind: 'gzip', attributes: ['email', 'city'], marker: '_oversize' })
    const encoder = compileEncoder(mapping, entity, columns)
    const long = 'é"\n'.repeat(200_000)
    const tuple = personTuple({ id: '7', email: long, city: 'short' })
    const encoded = encoder.encode(tuple, 0, tuple.length)
    if (encoded.kind !== 'item') throw new Error('rejected')
    const { email, city, _oversize: marker } = itemFromJson(encoded.item.json.toString('utf8'))
    if (email === undefined || !('B' in email) || city === undefined || !('B' in city)) throw new Error('no bytes')
    expect(gunzipSync(email.B).toString('utf8')).toBe(long)
    expect(gunzipSync(city.B).toString('utf8')).toBe('short')
    expect(marker).toEqual({ M: { email: { S: 'gzip:S' }, city: { S: 'gzip:S' } } })
    const more = personTuple({ id: '7', email: 'x'.repeat(4_194_304) })
    expect(encoder.encode(more, 0, more.length)).toMatchObject({
      kind: 'rejected',
      row: { code: 'VALUE_ITEM_TOO_LARGE' },
    })
  })
})
