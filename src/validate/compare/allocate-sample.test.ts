import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocateSample } from './allocate-sample.ts'

describe('allocateSample', () => {
  it('takes all of a small population', () => {
    expect(allocateSample(10, [3, 0, 4])).toEqual([3, 0, 4])
  })

  it('draws from every stratum, never more than it holds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 30 }),
        (n, sizes) => {
          const draws = allocateSample(n, sizes)
          const total = sizes.reduce((sum, size) => sum + size, 0)
          const drawn = draws.reduce((sum, draw) => sum + draw, 0)
          expect(drawn).toBeGreaterThanOrEqual(Math.min(n, total))
          expect(drawn).toBeLessThanOrEqual(Math.max(n, 0) + sizes.length)
          draws.forEach((draw, index) => {
            expect(draw).toBeLessThanOrEqual(sizes[index] ?? 0)
            expect(draw > 0).toBe((sizes[index] ?? 0) > 0)
          })
        },
      ),
    )
  })
})
