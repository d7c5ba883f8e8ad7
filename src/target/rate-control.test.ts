import { describe, expect, test } from 'vitest'
import { createItemWriter, type ItemWriterOptions } from './create-item-writer.ts'
import { encodedItem } from './item-writer.fixture.ts'
import { simulatedTable, type SimulatedTable } from './simulated-table.fixture.ts'
import { virtualClock, type VirtualClock } from './virtual-clock.fixture.ts'

const never = new AbortController().signal

interface Trial extends AsyncDisposable {
  readonly clock: VirtualClock
  readonly table: SimulatedTable
  /** Runs on and says what happened meanwhile. */
  observe(seconds: number): Promise<{ readonly unitsPerSecond: number; readonly throttledShare: number }>
}

/** A writer with more to write than the table can take, against a simulated table. `key` names the partition key of an item. */
function trial(options: Partial<ItemWriterOptions> & { grant: number; partitions: number; seed?: number; key?: (number: number, clock: VirtualClock) => string }): Trial {
  const clock = virtualClock(options.seed ?? 1)
  const table = simulatedTable(clock, options)
  const writer = createItemWriter({
    transport: table, table: 't', resolvedTable: { partitionKey: 'pk', sortKey: 'sk' }, maxBatchItems: 25, maxInFlight: 64, clock, onEvent: () => {},
    startWriteUnits: 4_000, ...options,
  })
  let number = 0
  let ended = false
  const feed = async (): Promise<void> => {
    while (!ended) {
      await writer.ready(never)
      const items = Array.from({ length: 25 }, () => encodedItem(options.key?.(number, clock) ?? `k${number}`, `s${number++}`))
      void writer.write(items, never).catch(() => {})
    }
  }
  const feeding = feed().catch(() => {})
  return {
    clock,
    table,
    async observe(seconds) {
      const before = { units: table.accepted.units, attempted: table.attempted.items, throttled: table.throttled.items }
      await clock.run(seconds * 1000)
      return {
        unitsPerSecond: (table.accepted.units - before.units) / seconds,
        throttledShare: (table.throttled.items - before.throttled) / (table.attempted.items - before.attempted),
      }
    },
    async [Symbol.asyncDispose]() {
      ended = true
      const closing = writer[Symbol.asyncDispose]()
      await clock.run(60_000)
      await closing
      await feeding
    },
  }
}

describe('the rate', () => {
  test.each([[4_000, 4], [4_000, 1], [40_000, 40]])('uses at least 97 percent of a grant of %i units on %i partitions, with at most 1 percent of the attempts throttled', async (grant, partitions) => {
    await using run = trial({ grant, partitions, startWriteUnits: grant })
    await run.observe(5)
    const seen = await run.observe(120_000 / grant)
    expect(seen.unitsPerSecond / grant).toBeGreaterThan(0.97)
    expect(seen.throttledShare).toBeLessThan(0.01)
  })

  test('takes a doubled grant up within 5 s, again and again', async () => {
    await using run = trial({ grant: 4_000, partitions: 4 })
    await run.observe(10)
    for (const grant of [8_000, 16_000, 32_000]) {
      run.table.grant = grant
      await run.observe(5)
      const seen = await run.observe(10)
      expect(seen.unitsPerSecond / grant).toBeGreaterThan(0.97)
      expect(seen.throttledShare).toBeLessThan(0.01)
    }
  })

  test('follows a grant that shrinks to a tenth', async () => {
    await using run = trial({ grant: 20_000, partitions: 1, startWriteUnits: 20_000 })
    await run.observe(10)
    run.table.grant = 2_000
    await run.observe(5)
    const seen = await run.observe(10)
    expect(seen.unitsPerSecond / 2_000).toBeGreaterThan(0.95)
    expect(seen.throttledShare).toBeLessThan(0.02)
  })

  test('is that of an index that cannot follow', async () => {
    await using run = trial({ grant: 40_000, partitions: 40 })
    run.table.indexGrant = 3_000
    await run.observe(5)
    const seen = await run.observe(20)
    expect(seen.unitsPerSecond / 3_000).toBeGreaterThan(0.97)
    expect(seen.throttledShare).toBeLessThan(0.01)
  })

  test('is not disturbed by random faults', async () => {
    await using run = trial({ grant: 8_000, partitions: 8, startWriteUnits: 8_000 })
    run.table.faults = 0.02
    await run.observe(5)
    expect((await run.observe(20)).unitsPerSecond / 8_000).toBeGreaterThan(0.97)
  })

  test('never passes --max-write-units', async () => {
    await using run = trial({ grant: 40_000, partitions: 40, maxWriteUnits: 1_500 })
    await run.observe(1)
    const seen = await run.observe(20)
    expect(seen.unitsPerSecond).toBeLessThanOrEqual(1_500 * 1.01)
    expect(seen.unitsPerSecond).toBeGreaterThan(1_500 * 0.98)
    expect(seen.throttledShare).toBe(0)
  })

  test('has no limit where nothing throttles', async () => {
    await using run = trial({ grant: Infinity, partitions: 1, startWriteUnits: null })
    // 64 calls of 25 items at 15 ms each: the connections are the limit.
    expect((await run.observe(5)).unitsPerSecond).toBeGreaterThan(90_000)
  })

  test('of a hot key is its own: the others go on', async () => {
    // 2,000 items under one key, of which its partition takes at most 1,000 a second, and no end of others.
    await using run = trial({ grant: 40_000, partitions: 40, startWriteUnits: 40_000, key: (number) => (number < 4_000 && number % 2 === 0 ? 'hot' : `k${number}`) })
    await run.observe(1)
    expect((await run.observe(2)).unitsPerSecond).toBeGreaterThan(20_000)
    await run.observe(6)
    expect((await run.observe(6)).unitsPerSecond).toBeGreaterThan(36_000)
  })

  test('of a key that stays hot holds near what its partition gives', async () => {
    // A fifth of all items under one key: 1,000 a second for it (and its neighbours in the partition) allow 5,000 in all.
    await using run = trial({ grant: 40_000, partitions: 40, startWriteUnits: 40_000, key: (number) => (number % 5 === 0 ? 'hot' : `k${number}`) })
    await run.observe(5)
    const seen = await run.observe(20)
    expect(seen.unitsPerSecond).toBeGreaterThan(4_000)
    expect(seen.throttledShare).toBeLessThan(0.01)
  })
})
