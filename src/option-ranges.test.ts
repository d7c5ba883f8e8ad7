import { expect, test } from 'vitest'
import { requireInRange } from './option-ranges.ts'

test('an option takes the whole numbers of its range and nothing else', () => {
  expect([1, 25].map((value) => requireInRange('RUN_OPTION_INVALID', 'batchSize', value))).toEqual([1, 25])
  for (const value of [0, 26, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => requireInRange('RUN_OPTION_INVALID', 'batchSize', value)).toThrow(
      `batchSize is ${value}, it must be a whole number from 1 to 25`,
    )
  expect(() => requireInRange('VALIDATE_OPTION_INVALID', 'sampleSize', 100_001)).toThrow('from 1 to 100000')
})
