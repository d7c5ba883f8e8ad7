import { expect, test } from 'vitest'
import { DistinctKeys } from './distinct-keys.ts'

test.each([0, 1, 20_000])('counts %i keys exactly, however often each comes', (keys) => {
  const distinct = new DistinctKeys()
  for (let round = 0; round < 2; round += 1) for (let key = 0; key < keys; key += 1) distinct.add(`key ${key}`)
  expect([distinct.count, distinct.exact]).toEqual([keys, true])
})

test('counts 200,000 within three standard errors', () => {
  const distinct = new DistinctKeys()
  for (let key = 0; key < 200_000; key += 1) distinct.add(`key ${key}`)
  expect(distinct.exact).toBe(false)
  expect(Math.abs(distinct.count / 200_000 - 1)).toBeLessThan(3 * 0.0082)
})
