import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChunkCost } from './chunk-cost.ts'

test('a chunk grows, twofold at most, until its fixed cost is the share', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 100_000, noNaN: true }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.array(fc.double({ min: 0.99, max: 1.01, noNaN: true }), { minLength: 60, maxLength: 60 }),
      (fixed, perRow, noise) => {
        const cost = new ChunkCost()
        let rows = 2_000
        let largest = 0
        for (const factor of noise) {
          cost.add(rows, (fixed + perRow * rows) * factor)
          const next = cost.rowsForShare(0.1)
          largest = Math.max(largest, rows)
          expect(next).toBeLessThanOrEqual(2 * largest)
          rows = Math.max(2_000, next)
        }
        const share = fixed / (fixed + perRow * rows)
        expect(share).toBeLessThan(0.3)
      },
    ),
    { numRuns: 200 },
  )
})

test('where a chunk costs nothing beside its rows, nothing is asked for', () => {
  const cost = new ChunkCost()
  cost.add(1_000, 100)
  expect(cost.rowsForShare(0.1)).toBe(2_000)
  cost.add(2_000, 200)
  cost.add(500, 50)
  expect(cost.rowsForShare(0.1)).toBeLessThan(10)
})
