import { describe, expect, test } from 'vitest'
import { singular } from './singular.ts'
import { printLiteral, printMember } from './print-literal.ts'
import { printComment } from './print-comment.ts'

describe('singular', () => {
  test.each([
    ['USERS', 'USER'],
    ['CATEGORIES', 'CATEGORY'],
    ['ADDRESSES', 'ADDRESS'],
    ['STATUS', 'STATUS'],
    ['STATUSES', 'STATUS'],
    ['PEOPLE', 'PERSON'],
    ['MOVIES', 'MOVIE'],
    ['NEWS', 'NEWS'],
    ['BOXES', 'BOX'],
    ['HOUSES', 'HOUSE'],
    ['BUS', 'BUS'],
    ['GAS', 'GAS'],
    ['DAYS', 'DAY'],
    ['', ''],
    ['S', 'S'],
  ])('%s', (plural, one) => {
    expect(singular(plural)).toBe(one)
  })
})

describe('text of the file', () => {
  test.each([
    ["it's", "'it\\'s'"],
    ['a\\b', "'a\\\\b'"],
    ['x\ny', "'x\\u000ay'"],
    ['\u2028', "'\\u2028'"],
    ['\u202e', "'\\u202e'"],
    ['`${a}`', "'`${a}`'"],
  ])('literal %j', (text, expected) => {
    expect(printLiteral(text)).toBe(expected)
  })

  test('a name is quoted where it is no word', () => {
    expect(['name', '$a', 'class', '1', 'a-b', '__proto__', ''].map(printMember)).toEqual([
      'name',
      '$a',
      'class',
      "'1'",
      "'a-b'",
      "'__proto__'",
      "''",
    ])
  })

  test('nothing gets out of a comment', () => {
    const lines = printComment('a name with\na line end, \u2028 another and */ more, '.repeat(9), '  ')
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines) expect(line).toMatch(/^ {2}\/\/ [^\n\r\u2028\u2029]*$/u)
    expect(printComment('', '')).toEqual(['//'])
  })
})
