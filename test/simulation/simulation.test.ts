import { describe, expect, test } from 'vitest'
import { simulateHistory } from './simulate-history.fixture.ts'
import { simulateSeeds } from './simulate-seeds.fixture.ts'

/** Seeds that once failed, with what they found. None has so far. */
const keptSeeds: readonly number[] = []

describe('a simulated run', () => {
  test('ends in the table of the naive model, whatever fails on the way', { timeout: 240_000 }, async () => {
    const { failures, kills, attempts, histories } = await simulateSeeds(0, 300)
    process.stdout.write(`simulated ${histories} histories: ${attempts} attempts, ${kills} kills\n`)
    expect(failures).toEqual([])
    expect(kills).toBeGreaterThan(histories / 4)
  })

  test.each(keptSeeds)('seed %i, which failed once, ends in the table of the model', async (seed) => {
    expect((await simulateHistory(seed)).differences).toEqual([])
  })

  test('replays one seed exactly, and another seed differently', async () => {
    const [first, again, other] = [await simulateHistory(7), await simulateHistory(7), await simulateHistory(8)]
    expect(again).toEqual(first)
    expect(other.trace).not.toBe(first.trace)
  })
})

describe('the naive model finds', () => {
  async function foundIn(seeds: number, defects: Parameters<typeof simulateHistory>[1]): Promise<readonly string[]> {
    for (let seed = 0; seed < seeds; seed += 1) {
      const { differences } = await simulateHistory(seed, defects)
      if (differences.length > 0) return differences
    }
    return []
  }

  test('items that the service sent back and nobody sent again', async () => {
    const found = await foundIn(40, {
      changeFaults: (faults) => Object.assign(faults.target, { unprocessed: 0.3, hidesUnprocessed: true }),
    })
    expect(found.join()).toMatch(/missing: /)
  })

  test('a disk that says done before anything is durable', async () => {
    const found = await foundIn(80, { changeFaults: (faults) => Object.assign(faults.disk, { forgets: true }) })
    expect(found).not.toEqual([])
  })

  test('a chunk that is recorded although it was never loaded', async () => {
    const found = await foundIn(40, {
      wrapLedger: (ledger, world) => ({
        ...bound(ledger),
        chunkDone: (result) =>
          ledger.chunkDone(world.chance(0.1) ? { ...result, read: 0, written: 0, rejected: [] } : result),
      }),
    })
    expect(found.join()).toMatch(/figures of |rejects: /)
  })

  test('a chunk whose result is lost', async () => {
    const found = await foundIn(10, {
      wrapLedger: (ledger) => ({ ...bound(ledger), chunkDone: async () => undefined }),
    })
    expect(found).toEqual([expect.stringMatching(/without faults ends as (Paused|Failed)/)])
  })
})

test('a result that arrives twice counts once', async () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const { differences } = await simulateHistory(seed, {
      wrapLedger: (ledger) => ({
        ...bound(ledger),
        chunkDone: async (result) => void (await Promise.all([ledger.chunkDone(result), ledger.chunkDone(result)])),
      }),
    })
    expect(differences).toEqual([])
  }
})

type Ledger = Parameters<NonNullable<NonNullable<Parameters<typeof simulateHistory>[1]>['wrapLedger']>>[0]

/** The same ledger as a plain object, so that a test can replace a method. */
function bound(ledger: Ledger): Ledger {
  return {
    get summary() {
      return ledger.summary
    },
    claim: () => ledger.claim(),
    begin: (...parameters) => ledger.begin(...parameters),
    chunkStarted: (chunk) => ledger.chunkStarted(chunk),
    setTotals: (totals) => ledger.setTotals(totals),
    chunkDone: (result) => ledger.chunkDone(result),
    finish: (...parameters) => ledger.finish(...parameters),
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  }
}
