import { describe, expect, test } from 'vitest'
import type { AttributeValue } from '../codec/value/attribute-value.ts'
import { attributeDifference } from './attribute-difference.fixture.ts'

describe('equal by meaning', () => {
  test.each<[string, AttributeValue, AttributeValue]>([
    ['numbers of another scale', { N: '1.50' }, { N: '1.5' }],
    ['numbers with an exponent', { N: '1E3' }, { N: '1000' }],
    ['sets in another order', { SS: ['a', 'b'] }, { SS: ['b', 'a'] }],
    ['number sets', { NS: ['1.0', '20'] }, { NS: ['20', '1'] }],
    ['binary sets', { BS: [Uint8Array.of(1), Uint8Array.of(2)] }, { BS: [Buffer.of(2), Buffer.of(1)] }],
    ['binary in another class', { B: Uint8Array.of(1, 2) }, { B: Buffer.of(1, 2) }],
    [
      'maps in another order',
      { M: { a: { N: '1' }, b: { NULL: true } } },
      { M: { b: { NULL: true }, a: { N: '1.0' } } },
    ],
  ])('%s', (_what, expected, found) => {
    expect(attributeDifference(expected, found)).toBeNull()
    expect(attributeDifference(found, expected)).toBeNull()
  })
})

describe('different', () => {
  test.each<[string, AttributeValue, AttributeValue, string, string, string]>([
    [
      'last digit of 38',
      { N: '12345678901234567890123456789012345678' },
      { N: '12345678901234567890123456789012345679' },
      '',
      'N',
      'N',
    ],
    ['type', { N: '1' }, { S: '1' }, '', 'N', 'S'],
    ['empty text and NULL', { S: '' }, { NULL: true }, '', 'S', 'NULL'],
    ['composed and decomposed text', { S: 'é' }, { S: 'e\u0301' }, '', 'S', 'S'],
    ['truth', { BOOL: true }, { BOOL: false }, '', 'BOOL', 'BOOL'],
    ['one bit', { B: Uint8Array.of(1) }, { B: Uint8Array.of(0) }, '', 'B', 'B'],
    ['a set member', { SS: ['a', 'a2'] }, { SS: ['a', 'a3'] }, '', 'SS', 'SS'],
    ['a set repeated to the same length', { SS: ['a', 'b'] }, { SS: ['a', 'a'] }, '', 'SS', 'SS'],
    ['order of a list', { L: [{ N: '1' }, { N: '2' }] }, { L: [{ N: '2' }, { N: '1' }] }, '[0]', 'N', 'N'],
    ['a longer list', { L: [{ N: '1' }] }, { L: [{ N: '1' }, { BOOL: true }] }, '[1]', 'absent', 'BOOL'],
    [
      'a missing entry deep inside',
      { M: { a: { L: [{ M: { b: { S: 'x' } } }] } } },
      { M: { a: { L: [{ M: {} }] } } },
      '.a[0].b',
      'S',
      'absent',
    ],
    [
      'an entry that every object inherits',
      { M: {} },
      { M: { constructor: { S: 'x' } } },
      '.constructor',
      'absent',
      'S',
    ],
  ])('%s', (_what, expected, found, path, expectedType, foundType) => {
    expect(attributeDifference(expected, found)).toEqual({ path, expectedType, foundType })
  })
})
