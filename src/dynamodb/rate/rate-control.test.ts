import { describe, expect, test } from 'vitest'
import { RateControl } from './rate-control.ts'
import { simulatedItem } from './simulated-item.fixture.ts'
import { simulatedLoad, type SimulatedLoadOptions } from './simulated-load.fixture.ts'
import { takeUpSeconds, throttledShare, usedShare, type Grants, type PhaseTotals } from './simulated-table.fixture.ts'

/**
 * The goals are 97 percent used and 1 percent throttled. Reached by the whole writer, in the few seconds that are
 * simulated here, are 96 to 100 percent and 0.6 to 2.1 percent (docs/performance.md); by a limit alone, both.
 */
function expectGoals(phase: PhaseTotals, limit: string): void {
  expect(usedShare(phase)).toEqual({ limit, share: expect.any(Number) })
  expect(usedShare(phase).share).toBeGreaterThan(0.95)
  expect(throttledShare(phase)).toBeLessThan(0.025)
}

const options = { startWriteUnits: 4_000, maxWriteUnits: null, maxInFlight: 8, indexUnits: () => new Map() }

/** A hot key in waves: 1,500 of 3,000 items in every 20,000. */
const inWaves: SimulatedLoadOptions['item'] = (number) =>
  simulatedItem(number, number % 20_000 >= 10_000 && number % 20_000 < 13_000 && number % 2 === 0 ? { key: 'hot' } : {})

// The whole writer against a whole table. More limits, each alone and quicker: rate-limit.test.ts.
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
      seconds: 16,
      options: { item: inWaves },
    },
    { name: 'no start at all', grants: { tableUnits: 4_000 }, options: { startWriteUnits: null } },
  ])('holds the goals: $name', async ({ grants, limit = 'table', faults = 0, seconds = 12, options }) => {
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
    await using load = simulatedLoad({ grants: { tableUnits: 1_000 } })
    for (const [round, tableUnits] of [2_000, 4_000].entries()) {
      await load.run(15)
      load.table.change({ tableUnits }, (round + 1) * 15)
    }
    await load.run(15)
    const { steady, takenUpSeconds } = load.table.totals(45)
    expect(usedShare(steady).share).toBeGreaterThan(0.97)
    // The goal is 1 %. Growing on units that were saved up overshoots, and the second doubling shows it.
    expect(throttledShare(steady)).toBeLessThan(0.07)
    expect(takenUpSeconds).toHaveLength(3)
    for (const seconds of takenUpSeconds) expect(seconds ?? Infinity).toBeLessThanOrEqual(takeUpSeconds)
  })

  test('follows a grant that shrinks to a tenth', async () => {
    await using load = simulatedLoad({ grants: { tableUnits: 5_000, partitions: 2 } })
    await load.run(8)
    load.table.change({ tableUnits: 500, partitions: 2 }, 8)
    const before = load.table.totals(8).steady
    await load.run(17)
    const { steady, takenUpSeconds } = load.table.totals(25)
    expect(takenUpSeconds[1]).toBeLessThanOrEqual(takeUpSeconds)
    expect((steady.items - steady.throttledItems - before.items + before.throttledItems) / 12).toBeGreaterThan(375)
    // The goal is 1 %, reached are 2.3 %.
    expect((steady.throttledItems - before.throttledItems) / (steady.items - before.items)).toBeLessThan(0.025)
  })
})

describe('the first seconds', () => {
  test.each<{
    name: string
    grants: Grants
    used: number
    throttled: number
    options?: Partial<SimulatedLoadOptions>
  }>([
    { name: 'a start that is right', grants: { tableUnits: 4_000 }, used: 0.95, throttled: 0.01 },
    {
      name: 'an index that takes a third of what the table does',
      grants: { tableUnits: 8_000, indexUnits: 1_500 },
      used: 0.95,
      throttled: 0.08,
    },
    {
      name: 'a start ten times too high',
      grants: { tableUnits: 4_000 },
      // A fall from so high takes a part of these seconds: 92.3 %.
      used: 0.92,
      throttled: 0.15,
      options: { startWriteUnits: 40_000 },
    },
  ])('lose nothing and overshoot little: $name', async ({ grants, used, throttled, options }) => {
    await using load = simulatedLoad({ grants, ...options })
    await load.run(takeUpSeconds)
    const { takeUp } = load.table.totals(takeUpSeconds)
    expect(usedShare(takeUp).share).toBeGreaterThan(used)
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
    const rate = new RateControl(
      { startWriteUnits: 1_000, maxWriteUnits: null, maxInFlight: 8, indexUnits: () => new Map() },
      0,
    )
    for (let now = 0; now < 20_000; now += 10) if (rate.wait(now) === 0) rate.take({ units: 5, totalUnits: 5 }, now)
    expect(rate.rate(20_000)).toBeLessThan(1_010)
    for (let now = 20_000; now < 24_000; now += 10)
      if (rate.wait(now) === 0) rate.take({ units: 100, totalUnits: 100 }, now)
    expect(rate.rate(24_000)).toBeGreaterThan(2_000)
  })

  test('keeps --max-write-units, table and index together, within 5 % in each second', async () => {
    await using load = simulatedLoad({ grants: { tableUnits: 40_000 }, maxWriteUnits: 1_500 })
    await load.run(8)
    const { bySecond, takeUp, steady } = load.table.totals(8)
    for (const units of bySecond) {
      expect(units).toBeLessThanOrEqual(1_500 * 1.05)
      expect(units).toBeGreaterThanOrEqual(1_500 * 0.95)
    }
    expect(takeUp.throttledItems + steady.throttledItems).toBe(0)
  })

  test('keeps a maximum that changes', () => {
    const rate = new RateControl({ ...options, startWriteUnits: 40_000, maxWriteUnits: 1_000 }, 0)
    const taken = [0, 0, 0, 0]
    for (let now = 0; now < 4_000; now++) {
      if (now === 1_000) rate.setMaxWriteUnits(200, now)
      if (now === 2_000) rate.setMaxWriteUnits(2_000, now)
      if (now === 3_000) rate.setMaxWriteUnits(null, now)
      while (rate.wait(now) === 0) {
        const units = Math.min(20, Math.max(1, Math.floor(rate.callUnits(now).total)))
        rate.take({ units, totalUnits: units }, now)
        taken[Math.floor(now / 1_000)] = (taken[Math.floor(now / 1_000)] ?? 0) + units
      }
    }
    for (const [second, most] of [1_000, 200, 2_000].entries()) {
      expect(taken[second]).toBeLessThanOrEqual(most * 1.05)
      expect(taken[second]).toBeGreaterThanOrEqual(most * 0.95)
    }
    expect(taken[3]).toBeGreaterThan(30_000)
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
    await load.run(12)
    const { steady, byPartition } = load.table.totals(12)
    expect(Math.max(...byPartition) / 12_000).toBeGreaterThan(0.95)
    expect(throttledShare(steady)).toBeLessThan(0.03)
  })
})

/** Waves of items in the index and of others. */
const waves =
  (length: number): NonNullable<SimulatedLoadOptions['item']> =>
  (number) =>
    simulatedItem(number, { inIndex: Math.floor(number / length) % 2 === 0 })

describe('an index that is the limit is used to 95 %, and holds up only what lies in it', () => {
  test.each<{
    name: string
    grants: Grants
    seconds: number
    item: NonNullable<SimulatedLoadOptions['item']>
    table?: number
  }>([
    {
      name: 'every second item',
      grants: { tableUnits: 8_000, indexUnits: 1_500 },
      seconds: 12,
      item: (number) => simulatedItem(number),
    },
    {
      name: 'all items',
      grants: { tableUnits: 4_000, indexUnits: 500 },
      seconds: 14,
      item: (number) => simulatedItem(number, { inIndex: true }),
    },
    {
      name: 'one in fifty, with 25 units a second',
      grants: { tableUnits: 4_000, indexUnits: 25 },
      seconds: 14,
      item: (number) => simulatedItem(number, { inIndex: number % 50 === 0 }),
    },
    {
      name: 'waves of 10,000',
      grants: { tableUnits: 4_000, indexUnits: 1_500 },
      seconds: 18,
      item: waves(10_000),
      table: 0.7,
    },
  ])('$name', async ({ grants, seconds, item, table = 0 }) => {
    await using load = simulatedLoad({ grants, item })
    await load.run(seconds)
    const { limits } = load.table.totals(seconds).steady
    const share = (name: string): number => (limits[name]?.used ?? 0) / (limits[name]?.granted ?? 1)
    expect(share('index')).toBeGreaterThan(0.94)
    expect(share('table')).toBeGreaterThan(table)
  })

  test('and where few items lie in it, the table is the limit', async () => {
    await using load = simulatedLoad({
      grants: { tableUnits: 4_000, indexUnits: 1_500 },
      item: (number) => simulatedItem(number, { inIndex: number % 20 === 0 }),
    })
    await load.run(10)
    const { steady } = load.table.totals(10)
    expect(usedShare(steady)).toEqual({ limit: 'table', share: expect.any(Number) })
    expect(usedShare(steady).share).toBeGreaterThan(0.97)
    expect(throttledShare(steady)).toBeLessThan(0.01)
  })
})

describe('refusals by chance', () => {
  test.each([
    { name: '3 % of the calls', trouble: { refused: 0.03 }, share: 0.95 },
    { name: 'half of 60 % of the calls', trouble: { halved: 0.6 }, share: 0.95 },
  ])('cost hardly anything: $name', async ({ trouble, share }) => {
    await using load = simulatedLoad({ grants: { tableUnits: 4_000 } })
    Object.assign(load.transport.trouble, trouble)
    await load.run(12)
    expect(usedShare(load.table.totals(12).steady).share).toBeGreaterThan(share)
  })
})

describe('a load', () => {
  test('goes on after ten seconds without a write and a throttle: no pause over a second, no more than the start rate', async () => {
    await using load = simulatedLoad({ grants: { tableUnits: 4_000 }, burstSeconds: 300 })
    load.feed = 'nothing'
    await load.run(10)
    const before = load.transport.sentAt.length
    load.transport.trouble.pauses = [{ from: 10, to: 10.02, kind: 'throttled' }]
    load.feed = 'all'
    await load.run(3)
    const sent = load.transport.sentAt.slice(before)
    expect(Math.max(...sent.map((at, place) => at - (sent[place - 1] ?? 10_000)))).toBeLessThan(1_000)
    // Half of the items are in the index: charged units are those of the table and half as many again.
    for (const units of load.table.totals(13).bySecond.slice(10)) expect(units).toBeLessThanOrEqual(4_000 * 1.5 * 1.05)
  })

  test.each(['throttled', 'failing', 'silent'] as const)(
    'goes on after a minute in which calls are %s',
    async (kind) => {
      await using load = simulatedLoad({ grants: { tableUnits: 1_000 } })
      load.transport.trouble.pauses = [{ from: 3, to: 63, kind }]
      await load.run(72)
      const { bySecond } = load.table.totals(72)
      expect(Math.min(...bySecond.slice(69, 72))).toBeGreaterThan(1_000 * 1.5 * 0.85)
    },
  )

  test('uses what adaptive capacity gives, beside other writers', async () => {
    await using load = simulatedLoad({
      grants: { tableUnits: 3_000, partitions: 4, adaptive: true, others: (at) => 0.2 + 0.1 * Math.sin(at / 3) },
    })
    await load.run(14)
    const { steady } = load.table.totals(14)
    expect(usedShare(steady).share).toBeGreaterThan(0.97)
    expect(throttledShare(steady)).toBeLessThan(0.025)
  })
})
