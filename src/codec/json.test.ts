import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { baseType } from '../catalog/pg-type.ts'
import { jsonbCodec, jsonCodec } from './json.ts'
import { JsonSink } from './json/json-sink.ts'
import { ValueError } from './value/value-error.ts'
import { attributeBytes } from './value/attribute-bytes.ts'
import type { AttributeValue } from './value/attribute-value.ts'

const type = baseType('json', 114)
const write = jsonCodec.json('document', type)
const out = new JsonSink(256)

function transcoded(text: string): { readonly value: AttributeValue; readonly bytes: number } {
  out.reset()
  const bytes = Buffer.from(`"[${text}]"`)
  write(bytes, 2, bytes.length - 2, out)
  return { value: JSON.parse(out.subarray(0, out.position).toString()) as AttributeValue, bytes: out.itemBytes }
}

/** What JSON.parse would have given; doubles suffice for the numbers made here. */
function plain(value: AttributeValue): unknown {
  if ('S' in value) return value.S
  if ('N' in value) return Number(value.N)
  if ('BOOL' in value) return value.BOOL
  if ('L' in value) return value.L.map(plain)
  if ('M' in value) return Object.fromEntries(Object.entries(value.M).map(([name, field]) => [name, plain(field)]))
  return null
}

const noEmptyNames = (value: unknown): boolean =>
  value === null || typeof value !== 'object' || (!Object.hasOwn(value, '') && Object.values(value).every(noEmptyNames))
const inRange = (text: string): boolean => !/[eE][+-]?\d{3}/.test(text)
const noMinusZero = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

describe('json as a document', () => {
  it('means what JSON.parse says, both ways, whatever the spacing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t', '\r\n '), (value, space) => {
        const text = JSON.stringify(value, null, space)
        fc.pre(inRange(text) && noEmptyNames(value))
        const expected = noMinusZero(JSON.parse(text))
        const written = transcoded(text)
        expect(plain(written.value)).toEqual(expected)
        expect(written.value).toEqual(jsonCodec.fromText(text, 'document', type))
        expect(written.bytes).toBe(attributeBytes(written.value))
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps text exact through every spelling of a character', () => {
    const spelling = fc.constantFrom(
      'a',
      'é',
      '😀',
      '\\u0061',
      '\\u00e9',
      '\\uD83D\\ude00',
      '\\n',
      '\\"',
      '\\\\',
      '\\/',
      '\\u0000',
      '\\u2028',
    )
    fc.assert(
      fc.property(fc.array(spelling, { maxLength: 30 }), (parts) => {
        const text = `"${parts.join('')}"`
        const written = transcoded(text)
        expect(written.value).toEqual({ S: JSON.parse(text) as string })
        expect(written.bytes).toBe(attributeBytes(written.value))
      }),
    )
  })

  it.each([
    ['{"a":1,"b":{"c":[1,2]},"a":2}', { M: { a: { N: '2' }, b: { M: { c: { L: [{ N: '1' }, { N: '2' }] } } } } }],
    ['{"a":1e999,"\\u0061":2}', { M: { a: { N: '2' } } }],
    ['1.10', { N: '1.1' }],
    ['-0.0', { N: '0' }],
    ['12345678901234567890.123456789', { N: '12345678901234567890.123456789' }],
    ['null', { NULL: true }],
  ])('%s', (text, expected) => {
    const written = transcoded(text)
    expect(written.value).toEqual(expected)
    expect(written.bytes).toBe(attributeBytes(written.value))
    expect(jsonCodec.fromText(text, 'document', type)).toEqual(expected)
  })

  it.each([
    [`${'['.repeat(31)}1${']'.repeat(31)}`, null],
    [`${'['.repeat(32)}1${']'.repeat(32)}`, 'VALUE_TOO_DEEP'],
    [`${'{"a":'.repeat(32)}"x"${'}'.repeat(32)}`, 'VALUE_TOO_DEEP'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'VALUE_TOO_DEEP'],
    [`[1e400,"\\ud800",${'['.repeat(40)}${']'.repeat(40)}]`, 'VALUE_TOO_DEEP'],
    ['1e400', 'VALUE_NUMBER_OUT_OF_RANGE'],
    ['[1,-1e-131]', 'VALUE_NUMBER_OUT_OF_RANGE'],
    ['"\\ud800"', 'VALUE_NOT_REPRESENTABLE'],
    ['"\\ude00\\ud83d"', 'VALUE_NOT_REPRESENTABLE'],
    ['{"":1}', 'VALUE_NOT_REPRESENTABLE'],
    [`{"${'k'.repeat(65_536)}":1}`, 'VALUE_NOT_REPRESENTABLE'],
    ['{"a":}', 'VALUE_MALFORMED'],
    ['[1,]', 'VALUE_MALFORMED'],
    ['1 2', 'VALUE_MALFORMED'],
    ['', 'VALUE_MALFORMED'],
  ])('both sides judge %.40s alike', (text, code) => {
    expect(codeOf(() => jsonCodec.fromText(text, 'document', type))).toBe(code)
    expect(codeOf(() => transcoded(text))).toBe(code)
  })

  it('counts the lists and maps around it', () => {
    out.reset()
    out.level = 2
    const bytes = Buffer.from(`${'['.repeat(30)}1${']'.repeat(30)}`)
    expect(codeOf(() => write(bytes, 0, bytes.length, out))).toBe('VALUE_TOO_DEEP')
    out.level = 1
    expect(codeOf(() => write(bytes, 0, bytes.length, out))).toBe(null)
    out.level = 0
  })
})

describe('jsonb', () => {
  it('refuses a version it does not know', () => {
    const bytes = Buffer.from('\u0002{}')
    expect(codeOf(() => jsonbCodec.json('document', type)(bytes, 0, bytes.length, out))).toBe('VALUE_MALFORMED')
  })
})

function codeOf(act: () => unknown): string | null {
  try {
    act()
    return null
  } catch (error) {
    return error instanceof ValueError ? error.code : String(error)
  }
}
