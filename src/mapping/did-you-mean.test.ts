import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didYouMean, editDistance, nearest } from './did-you-mean.ts'

describe('nearest', () => {
  test.each([
    ['usrs', ['users', 'feeds'], 'users'],
    ['nikcname', ['nickname', 'username'], 'nickname'],
    ['NICKNAME', ['nickname'], 'nickname'],
    ['zebra', ['users', 'feeds'], null],
  ])('%s', (name, candidates, expected) => {
    expect(nearest(name, candidates)).toBe(expected)
  })

  test('a short list is given whole when nothing is near', () => {
    expect(didYouMean('zebra', ['users', 'feeds'])).toBe(' (there is: users, feeds)')
    expect(didYouMean('zebra', [])).toBe('')
  })
})

test('the edit distance is a distance', () => {
  const word = fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b') })
  fc.assert(
    fc.property(word, word, (left, right) => {
      const distance = editDistance(left, right)
      expect(distance).toBe(editDistance(right, left))
      expect(distance === 0).toBe(left === right)
      expect(distance).toBeLessThanOrEqual(Math.max(left.length, right.length))
      expect(distance).toBeGreaterThanOrEqual(Math.abs(left.length - right.length))
    }),
  )
  expect(editDistance('freind', 'friend')).toBe(1)
})
