import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HeavyKeys } from './heavy-keys.ts'

test('few keys are counted exactly', () => {
  const heavy = new HeavyKeys()
  for (let item = 0; item < 30; item += 1) heavy.add(item % 3 === 0 ? 'a' : `b${item}`, item === 3 ? 'TWO' : 'ONE', 2)
  expect(heavy.heaviest()).toEqual({ entity: 'ONE', units: 20, items: 10 })
  expect({ total: heavy.total, error: heavy.error }).toEqual({ total: 60, error: 0 })
})

test('among any number of keys a heavy one is found, and the error holds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 12_000, max: 40_000 }), (seed, items) => {
      const heavy = new HeavyKeys()
      const exact = new Map<string, number>()
      let state = seed
      for (let item = 0; item < items; item += 1) {
        state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
        const key = state % 10 === 0 ? 'hot' : `cold${state % 25_000}`
        exact.set(key, (exact.get(key) ?? 0) + 1)
        heavy.add(key, 'ONE', 1)
      }
      const most = Math.max(...exact.values())
      const found = heavy.heaviest()?.units ?? 0
      expect(found).toBeLessThanOrEqual(most)
      expect(found + heavy.error).toBeGreaterThanOrEqual(most)
      expect(heavy.error).toBeLessThan(items / 1000)
    }),
    { numRuns: 20 },
  )
})
