import { describe, expect, it } from 'vitest'
import { confidenceSentence, differingShareBound } from './confidence-sentence.ts'

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
