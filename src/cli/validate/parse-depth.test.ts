import { expect, test } from 'vitest'
import { parseDepth } from './parse-depth.ts'

const names = ['users', 'spaces', 'USER', 'SPACE']

test("the guide's words", () => {
  expect(parseDepth([], names, undefined)).toEqual({ kind: 'all' })
  expect(parseDepth(['all'], names, undefined)).toEqual({ kind: 'all' })
  expect(parseDepth(['count'], names, undefined)).toEqual({ kind: 'count' })
  expect(parseDepth(['sample'], names, 's')).toEqual({ kind: 'sample', n: 100, seed: 's' })
  expect(parseDepth(['sample', '1000'], names, 's')).toEqual({ kind: 'sample', n: 1_000, seed: 's' })
  expect(parseDepth(['users', 'SPACE'], names, undefined)).toEqual({ kind: 'groups', names: ['users', 'SPACE'] })
})

test('a sample without a seed gets one of its own, to be drawn again', () => {
  const first = parseDepth(['sample'], names, undefined)
  const second = parseDepth(['sample'], names, undefined)
  if (first.kind !== 'sample' || second.kind !== 'sample') throw new Error('not a sample')
  expect(first.seed).toMatch(/^[0-9a-f]{8}$/)
  expect(second.seed).not.toBe(first.seed)
})

test.each(['abc', '0', '-1', '1.5', '1e3', '', ' 5', '100001', '999999999999'])(
  'sample %j is refused, not replaced',
  (word) => {
    expect(() => parseDepth(['sample', word], names, undefined)).toThrow(
      `the command line is not understood: sample size "${word}": expected a whole number`,
    )
  },
)

test('an unknown name is an unknown command with a guess', () => {
  expect(() => parseDepth(['user'], names, undefined)).toThrow('Unknown command: user. Did you mean "USER"?')
  expect(() => parseDepth(['users', 'xyzzy'], names, undefined)).toThrow('Unknown command: xyzzy')
  expect(() => parseDepth(['cuont'], names, undefined)).toThrow('Did you mean "count"?')
})
