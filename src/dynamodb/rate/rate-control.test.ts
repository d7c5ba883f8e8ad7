import { describe, expect, test } from 'vitest'
import { RateControl } from './rate-control.ts'
import { simulatedItem } from './simulated-item.fixture.ts'
import { simulatedLoad, type SimulatedLoadOptions } from './simulated-load.fixture.ts'
import { takeUpSeconds, throttledShare, usedShare, type Grants, type PhaseTotals } from './simulated-table.fixture.ts'

/** The goals: 97 percent of what is granted is used, at most 1 percent of the attempts are throttled. */
function expectGoals(phase: PhaseTotals, limit: string): void {
  expect(usedShare(phase)).toEqual({ limit, share: expect.any(Number) })
  expect(usedShare(phase).share).toBeGreaterThan(0.97)
  expect(throttledShare(phase)).toBeLessThan(0.01)
}

/** A hot key in waves: 2,000 of 4,000 items in every 60,000. */
const inWaves: SimulatedLoadOptions['item'] = (number) =>
  simulatedItem(number, number % 60_000 >= 30_000 && number % 60_000 < 34_000 && number % 2 === 0 ? { key: 'hot' } : {})

describe('the rate, after the first seconds of a grant', () => {
  test.each<{
    name: string
    grants: Grants
    limit?: string
    faults?: number
    seconds?: number
    options?: Partial<SimulatedLoadOptions>
  }>([
    { name: 'a new on-demand table', grants: { tableUnits: 4_000 } },
    { name: 'a single limit of 4,000 units', grants: { tableUnits: 4_000, partitions: 1 } },
    { name: '20,000 units on 20 partitions', grants: { tableUnits: 20_000 }, seconds: 12 },
    { name: 'a small table of 300 units', grants: { tableUnits: 300 } },
    {
      name: 'an index of 1,500 units that holds the table back',
      grants: { tableUnits: 8_000, indexUnits: 1_500 },
      limit: 'index',
    },
    { name: 'a maximum of 3,000 units on demand', grants: { tableUnits: 8_000, maxOnDemand: 3_000 }, limit: 'maximum' },
    { name: 'an account limit of 5,000 units', grants: { tableUnits: 8_000, account: 5_000 }, limit: 'account' },
    { name: '2 percent of the calls failing', grants: { tableUnits: 4_000 }, faults: 0.02 },
    {
      name: 'waves of one hot key, whose partition takes 1,000 units: the others go on',
      grants: { tableUnits: 16_000, maxOnDemand: 8_000 },
      limit: 'maximum',
      seconds: 22,
      options: { item: inWaves },
    },
    { name: 'a start ten times too high', grants: { tableUnits: 4_000 }, options: { startWriteUnits: 40_000 } },
    { name: 'no start at all', grants: { tableUnits: 4_000 }, options: { startWriteUnits: null } },
  ])('holds the goals: $name', async ({ grants, limit = 'table', faults = 0, seconds = 17, options }) => {
    await using load = simulatedLoad({ grants, ...options })
    load.transport.trouble.faults = faults
    await load.run(seconds)
    const { steady, takenUpSeconds } = load.table.totals(seconds)
    expectGoals(steady, limit)
    expect(takenUpSeconds[0]).toBeLessThanOrEqual(takeUpSeconds)
    await load.finish()
    expect(load.predicted).toBe(load.table.totals(load.clock.now() / 1000).consumed)
  })

  test('takes a doubled grant up within 5 s, again and again', async () => {
    await using load = simulatedLoad({ grants: { tableUnits: 4_000 } })
    for (const [round, tableUnits] of [8_000, 16_000].entries()) {
      await load.run(15)
      load.table.change({ tableUnits }, (round + 1) * 15)
    }
    await load.run(15)
    const { steady, takenUpSeconds } = load.table.totals(45)
    expectGoals(steady, 'table')
    expect(takenUpSeconds).toHaveLength(3)
    for (const seconds of takenUpSeconds) expect(seconds ?? Infinity).toBeLessThanOrEqual(takeUpSeconds)
  })

  test('follows a grant that shrinks to a tenth', async () => {
    await using load = simulatedLoad({ grants: { tableUnits: 20_000, partitions: 2 } })
    await load.run(8)
    load.table.change({ tableUnits: 2_000, partitions: 2 }, 8)
    const before = load.table.totals(8).steady
    await load.run(17)
    const { steady, takenUpSeconds } = load.table.totals(25)
    expect(takenUpSeconds[1]).toBeLessThanOrEqual(takeUpSeconds)
    expect((steady.items - steady.throttledItems - before.items + before.throttledItems) / 12).toBeGreaterThan(1_500)
    expect((steady.throttledItems - before.throttledItems) / (steady.items - before.items)).toBeLessThan(0.02)
  })
})

describe('the first seconds', () => {
  test.each<{ name: string; grants: Grants; throttled: number; options?: Partial<SimulatedLoadOptions> }>([
    { name: 'a start that is right', grants: { tableUnits: 4_000 }, throttled: 0.01 },
    {
      name: 'an index that takes a third of what the table does',
      grants: { tableUnits: 8_000, indexUnits: 1_500 },
      throttled: 0.08,
    },
    {
      name: 'a start ten times too high',
      grants: { tableUnits: 4_000 },
      throttled: 0.15,
      options: { startWriteUnits: 40_000 },
    },
  ])('lose nothing and overshoot little: $name', async ({ grants, throttled, options }) => {
    await using load = simulatedLoad({ grants, ...options })
    await load.run(takeUpSeconds)
    const { takeUp } = load.table.totals(takeUpSeconds)
    expect(usedShare(takeUp).share).toBeGreaterThan(0.95)
    expect(throttledShare(takeUp)).toBeLessThan(throttled)
  })

  test('after ten saved seconds were used up, the rate is that of the grant', async () => {
    await using load = simulatedLoad({ grants: { tableUnits: 2_000 }, savedSeconds: 10, burstSeconds: 10 })
    await load.run(15)
    load.table.change({ tableUnits: 2_000 }, 15)
    await load.run(15)
    expect(usedShare(load.table.totals(30).steady).share).toBeGreaterThan(0.97)
  })
})

describe('the rate', () => {
  test('does not grow while less is written than it allows, and grows when it is what limits', () => {
    const rate = new RateControl({ startWriteUnits: 1_000, maxWriteUnits: null, maxInFlight: 8, indexUnits: () => new Map() }, 0)
    for (let now = 0; now < 20_000; now += 10) if (rate.wait(now) === 0) rate.take({ units: 5, totalUnits: 5 }, now)
    expect(rate.rate(20_000)).toBeLessThan(1_010)
    for (let now = 20_000; now < 24_000; now += 10) if (rate.wait(now) === 0) rate.take({ units: 100, totalUnits: 100 }, now)
    expect(rate.rate(24_000)).toBeGreaterThan(2_000)
  })

  test('never passes --max-write-units', async () => {
    await using load = simulatedLoad({ grants: { tableUnits: 40_000 }, maxWriteUnits: 1_500 })
    await load.run(1)
    const before = load.table.totals(1).used
    await load.run(16)
    const { used, takeUp, steady } = load.table.totals(17)
    expect((used - before) / 16).toBeLessThanOrEqual(1_500 * 1.01)
    expect((used - before) / 16).toBeGreaterThan(1_500 * 0.98)
    expect(takeUp.throttledItems + steady.throttledItems).toBe(0)
  })

  test('has no limit where nothing throttles', async () => {
    await using load = simulatedLoad({ grants: { tableUnits: 1_000_000, partitions: 1 }, startWriteUnits: null })
    await load.run(1)
    // 64 calls of 25 items at 15 ms each: the connections are the limit.
    expect(load.table.totals(1).takeUp.items).toBeGreaterThan(90_000)
  })

  test('of a key that stays hot holds near what its partition gives', async () => {
    // A fifth of all items under one key: 1,000 units a second for it and its neighbours in the partition.
    await using load = simulatedLoad({
      grants: { tableUnits: 40_000 },
      item: (number) => simulatedItem(number, number % 5 === 0 ? { key: 'hot' } : {}),
    })
    await load.run(17)
    const { steady, byPartition } = load.table.totals(17)
    expect(Math.max(...byPartition) / 17_000).toBeGreaterThan(0.95)
    expect(throttledShare(steady)).toBeLessThan(0.01)
  })
})
