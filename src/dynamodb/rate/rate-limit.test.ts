import { describe, expect, test } from 'vitest'
import { chanceCases, limitCases, steady, type LimitCase } from './limit-cases.fixture.ts'
import { RateLimit } from './rate-limit.ts'
import { meanShares, simulateLimit } from './simulated-limit.fixture.ts'

function expectShares({ seconds = 60, from = 5, used, throttled, ...options }: LimitCase): void {
  const found = meanShares({ ...options, seconds }, from)
  expect(found.used).toBeGreaterThan(used)
  expect(found.throttled).toBeLessThan(throttled)
}

describe('a limit', () => {
  test.each(limitCases)('is used and hardly touched: $name', expectShares)
  test.each(chanceCases)('is used although the service refuses by chance: $name', expectShares)
})

describe('where nothing but chance refuses', () => {
  test.each([0.01, 0.03, 0.1, 0.3, 0.6])('the rate does not sink, and grows: %d of the calls', (refused) => {
    const { accepted } = simulateLimit({ granted: steady(1e9), start: 4_000, refused, seconds: 40 })
    // The start rate, less what has to be sent again.
    expect(
      Math.min(...[10, 20, 30].map((at) => accepted.slice(at, at + 10).reduce((sum, each) => sum + each, 0))),
    ).toBeGreaterThan(40_000 * (1 - refused) * 0.9)
    expect(accepted[39]).toBeGreaterThan(5_000)
  })
})

describe('ten seconds without work', () => {
  const idle = simulateLimit({
    granted: steady(4_000),
    start: 4_000,
    wanted: (s) => s < 5 || s >= 15,
    paused: (s) => s >= 15 && s < 15.012,
    seconds: 25,
  })

  test('neither grow nor forget the rate', () => {
    expect(idle.rate[14]).toBe(idle.rate[5])
    expect(idle.rate[14]).toBeGreaterThan(3_800)
  })

  test('and one throttle after them bring no pause and no flood', () => {
    expect(idle.longestGap).toBeLessThan(200)
    expect(idle.sent[15]).toBeLessThanOrEqual(4_000 * 1.05)
    expect(idle.sent[16]).toBeLessThanOrEqual(4_000 * 1.05)
    expect(idle.accepted[15]).toBeGreaterThan(3_500)
  })
})

test('the rate is finite and positive and no call waits for a second, whatever is answered', () => {
  const limit = new RateLimit(0, 40_000, false)
  for (let now = 1; now < 120_000; now += 1) {
    const wait = limit.wait(now)
    expect(wait).toBeLessThan(1_000)
    if (wait > 0) continue
    const rate = limit.rate(now)
    expect(rate > 0 && rate < Infinity).toBe(true)
    const units = Math.max(1, rate / 100)
    limit.take(units, now)
    const accepted = now < 40_000 || now > 80_000 ? units : 0
    limit.answered({ booked: accepted, charged: accepted, refused: units - accepted }, now, now)
  }
})
