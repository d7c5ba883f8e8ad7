import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocateSample, confidenceSentence, differingShareBound } from './confidence.ts'

describe('differingShareBound', () => {
  it('is the rule of three when nothing differs', () => {
    expect(differingShareBound(1000, 0)).toBeCloseTo(0.00299, 5)
    expect(differingShareBound(100_000, 0)).toBeCloseTo(3 / 100_000, 6)
  })

  it.each([
    [100, 1, 0.0466],
    [100, 5, 0.1023],
    [1000, 10, 0.0169],
    [10, 9, 0.9949],
  ])('agrees with the published bound for %i drawn, %i different', (sampled, different, bound) => {
    expect(differingShareBound(sampled, different)).toBeCloseTo(bound, 4)
  })

  it('is 1 when it can say nothing', () => {
    expect(differingShareBound(0, 0)).toBe(1)
    expect(differingShareBound(5, 5)).toBe(1)
  })
})

describe('confidenceSentence', () => {
  it.each([
    [1000, 0, 1_000_000, '0 of 1,000 differ: at 95 % confidence fewer than 0.3 % of 1,000,000 items differ'],
    [10, 0, 50, '0 of 10 differ: at 95 % confidence fewer than 26 % of 50 items differ'],
    [50, 2, 50, '2 of 50 differ: every item was looked at'],
    [0, 0, 50, '0 of 0 differ: an empty sample says nothing'],
  ])('%i drawn, %i different of %i', (sampled, different, total, sentence) => {
    expect(confidenceSentence(sampled, different, total)).toBe(sentence)
  })
})

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
