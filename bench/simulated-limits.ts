import { chanceCases, limitCases, type LimitCase } from '../src/dynamodb/rate/limit-cases.fixture.ts'
import { meanShares } from '../src/dynamodb/rate/simulated-limit.fixture.ts'
import { round, writeResult } from './write-result.ts'

/**
 * One limit of the service in virtual time, in all the cases of its test: what was used of what was to be had, and which
 * share of the attempts the limit throttled. Each figure is the mean of three runs.
 *
 *     node bench/simulated-limits.ts
 */
const observe = ({ name, seconds = 60, from = 5, ...options }: LimitCase): Record<string, unknown> => {
  const { used, throttled } = meanShares({ ...options, seconds }, from)
  return { case: name, usedShare: round(used), throttledShare: round(throttled) }
}
const rows = [
  ...limitCases.map(observe),
  ...chanceCases.map((each) => observe({ ...each, name: `by chance refused: ${each.name}` })),
]
await writeResult('simulated-limits', {}, rows)
