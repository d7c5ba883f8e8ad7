import { describe, expect, it } from 'vitest'
import type { EntityName, ValueRef } from '../../brand.ts'
import { baseType, type PgType } from '../../catalog/pg-type.ts'
import type { ResolvedEntity, ResolvedTable, TemplateFormat, TemplateSegment } from '../../mapping/resolved.ts'
import { readKey } from './read-key.ts'

const table: ResolvedTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  keyTypes: { pk: 'S', sk: 'S' },
  entityType: 'type',
  indexes: [],
}
const typed = (pk: 'S' | 'N' | 'B', sk: 'S' | 'N' | 'B'): ResolvedTable => ({ ...table, keyTypes: { pk, sk } })
const types: Readonly<Record<string, PgType>> = {
  id: baseType('int8', 20),
  small: baseType('int4', 23),
  name: baseType('text', 25),
  other: baseType('text', 25),
  at: baseType('timestamptz', 1184),
  ref: baseType('uuid', 2950),
  amount: baseType('numeric', 1700),
  digest: baseType('bytea', 17),
  ratio: baseType('float8', 701),
}
const columns = Object.keys(types)

/** `entity('USER#{id}', 'META')`; `{name|lower}` for a format. */
function entity(pk: string, sk: string, identity: ResolvedEntity['identity'] = { kind: 'unique' }): ResolvedEntity {
  return {
    name: 'X' as EntityName,
    group: 'x',
    source: { kind: 'table', table: { schema: 'public', name: 'x' }, where: [] },
    values: columns.map((column) => ({
      kind: 'column',
      column,
      type: types[column] ?? baseType('text', 25),
      nullable: false,
    })),
    partitionKey: { text: pk, segments: segments(pk) },
    sortKey: { text: sk, segments: segments(sk) },
    indexKeys: [],
    attributes: [],
    lookups: [],
    identity,
    chunkBy: null,
    sourceKey: [],
  }
}

function segments(text: string): TemplateSegment[] {
  return text
    .split(/(\{[^}]*\})/)
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^\{(\w+)(?:\|(\w+)(?::(\d+))?)?\}$/.exec(part)
      if (match === null) return { kind: 'literal', text: part }
      const formats: Readonly<Record<string, TemplateFormat>> = {
        pad: { kind: 'pad', width: Number(match[3]) },
        lower: { kind: 'lower' },
      }
      return {
        kind: 'value',
        value: columns.indexOf(match[1] ?? '') as ValueRef,
        format: formats[match[2] ?? ''] ?? null,
      }
    })
}

function read(pk: string, sk: string, key: readonly [string, string], identity?: ResolvedEntity['identity']): unknown {
  const reading = readKey(table, entity(pk, sk, identity), { pk: key[0], sk: key[1] })
  return reading.kind === 'columns' ? Object.fromEntries(reading.columns) : reading.kind
}

describe('readKey', () => {
  it.each<[string, string, readonly [string, string], unknown]>([
    ['USER#{id}', 'METADATA', ['USER#12', 'METADATA'], { id: '12' }],
    ['USER#{id}', 'METADATA', ['USER#-12', 'METADATA'], { id: '-12' }],
    ['USER#{id}', 'METADATA', ['USER#12', 'OTHER'], 'none'],
    ['USER#{id}', 'METADATA', ['SPACE#12', 'METADATA'], 'none'],
    ['USER#{id}', 'METADATA', ['USER#012', 'METADATA'], 'none'],
    ['USER#{id}', 'METADATA', ['USER#9223372036854775808', 'METADATA'], 'none'],
    ['USER#{small}', 'METADATA', ['USER#2147483648', 'METADATA'], 'none'],
    ['USER#{id|pad:8}', 'M', ['USER#00000012', 'M'], { id: '12' }],
    ['FEED#{small}', 'COMMENT#{id}#{small}', ['FEED#5', 'COMMENT#1#5'], { small: '5', id: '1' }],
    ['FEED#{small}', 'COMMENT#{id}#{small}', ['FEED#5', 'COMMENT#1#6'], 'none'],
    ['G#{name}', 'M', ['G#a#b', 'M'], { name: 'a#b' }],
    ['G#{name}#{id}', 'M', ['G#a#b#7', 'M'], { name: 'a#b', id: '7' }],
    ['G#{name}{id}', 'M', ['G#a12', 'M'], 'unknown'],
    ['G#{name}#{other}', 'M', ['G#a#b#c', 'M'], 'unknown'],
    ['G#{name}#{other}', 'M', ['G#a#b', 'M'], { name: 'a', other: 'b' }],
    ['G#{name|lower}', 'M#{id}', ['G#a', 'M#4'], { id: '4' }],
    ['G#{name|lower}', 'M', ['G#a', 'M'], 'unknown'],
    ['G#{at}', 'M', ['G#2024-01-01', 'M'], 'unknown'],
    ['G#{ref}', 'M', ['G#6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'M'], { ref: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' }],
    ['G.{id}+', 'M', ['Gx12+', 'M'], 'none'],
  ])('%s / %s reads %j as %j', (pk, sk, key, expected) => {
    expect(read(pk, sk, key)).toEqual(expected)
  })

  it('tells only the identity of an entity whose rows collapse', () => {
    const grouped = { kind: 'grouped', columns: ['id'], policy: 'first', orderBy: [] } as const
    expect(read('A#{id}', 'B#{small}', ['A#1', 'B#2'], grouped)).toEqual({ id: '1' })
    expect(read('A#{small}', 'B', ['A#1', 'B'], grouped)).toBe('unknown')
  })
})

it('a number or bytes are read back into their column', () => {
  const uuid = 'd0c5a0b1-0000-4000-8000-00000000abcd'
  const base64 = Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64')
  const read = (pk: string, sk: string, keys: readonly ['S' | 'N' | 'B', 'S' | 'N' | 'B'], texts: [string, string]) => {
    const reading = readKey(typed(...keys), entity(pk, sk), { pk: texts[0], sk: texts[1] })
    return reading.kind === 'columns' ? Object.fromEntries(reading.columns) : reading.kind
  }
  expect(read('{id}', '{amount}', ['N', 'N'], ['7', '-0.25'])).toEqual({ id: '7', amount: '-0.25' })
  expect(read('{ref}', '{digest}', ['B', 'B'], [base64, 'AQI='])).toEqual({ ref: uuid, digest: '\\x0102' })
  expect(read('{id}', '{at|epoch-millis}', ['N', 'N'], ['7', '1706774400000'])).toEqual({ id: '7' })
  expect(read('{id}', '{ratio}', ['N', 'N'], ['7', '0.5'])).toEqual({ id: '7' })
  expect(read('{ratio}', '{at|epoch-millis}', ['N', 'N'], ['0.5', '1'])).toBe('unknown')
  expect(read('{id}', '{amount}', ['N', 'N'], ['7.5', '1'])).toBe('none')
  expect(read('{small}', '{amount}', ['N', 'N'], ['3000000000', '1'])).toBe('none')
  expect(read('{ref}', '{digest}', ['B', 'B'], ['AQI=', 'AQI='])).toBe('none')
})
