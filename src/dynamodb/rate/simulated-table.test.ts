import { describe, expect, test } from 'vitest'
import { simulatedItem } from './simulated-item.fixture.ts'
import { SimulatedTable, throttledShare, usedShare, type Grants } from './simulated-table.fixture.ts'

/** Bodies of ten items, a call each `milliseconds`, for so many seconds; all keys spread. */
function pour(table: SimulatedTable, milliseconds: number, seconds: number, startAt = 0): void {
  let number = 0
  for (let at = 0; at < seconds * 1000; at += milliseconds) {
    const items = Array.from(
      { length: 10 },
      () =>
        `{"PutRequest":{"Item":${Buffer.from(simulatedItem(number++, { inIndex: number % 2 === 0 }).json).toString()}}}`,
    )
    table.batchWrite(`{"RequestItems":{"t":[${items.join(',')}]}}`, startAt + at / 1000)
  }
}

const one: Grants = { tableUnits: 1_000, partitions: 1 }

describe('the simulated table, the judge of the rate', () => {
  test('counts a writer that takes about half of the grant as one that takes half, saved units or not', () => {
    const table = new SimulatedTable(one, 0)
    pour(table, 20, 25)
    const { steady, takeUp, used, takenUpSeconds } = table.totals(25)
    expect(usedShare(steady)).toEqual({ limit: 'table', share: expect.closeTo(used / 25_000, 1) })
    expect(usedShare(steady).share).toBeLessThan(0.6)
    expect(throttledShare(steady)).toBe(0)
    // The first call meets a table that has saved nothing.
    expect(takeUp.throttledItems).toBeLessThanOrEqual(10)
    expect(takenUpSeconds).toEqual([null])
  })

  test('never lets more be used than was granted, and says how much is refused', () => {
    const table = new SimulatedTable({ ...one, indexUnits: 300, account: 900 }, 0, {
      savedSeconds: 20,
      burstSeconds: 20,
    })
    pour(table, 2, 12)
    const { steady, takeUp, used, consumed } = table.totals(12)
    for (const phase of [steady, takeUp])
      for (const { granted, used: taken } of Object.values(phase.limits))
        expect(taken).toBeLessThanOrEqual(granted + 1e-6)
    expect(usedShare(steady).share).toBeGreaterThan(0.99)
    expect(throttledShare(steady)).toBeGreaterThan(0.5)
    // 20 s were saved, 12 s came: of the table; of the index the same, and it is what bounds its items.
    expect(used).toBeLessThanOrEqual(900 * 32)
    expect(consumed - used).toBeLessThanOrEqual(300 * 32)
    expect(consumed - used).toBeGreaterThan(300 * 31)
  })

  test('begins anew with each grant: five seconds to take it up, and when it was', () => {
    const table = new SimulatedTable(one, 0)
    pour(table, 5, 8)
    table.change({ tableUnits: 4_000, partitions: 4 }, 8)
    pour(table, 5, 6, 8)
    pour(table, 1, 4, 14)
    const { takeUp, steady, takenUpSeconds } = table.totals(18)
    expect(takenUpSeconds).toEqual([0.5, 6.5])
    expect(takeUp.limits['table']?.granted).toBeCloseTo(5 * 1_000 + 5 * 4_000, 3)
    expect(steady.limits['table']?.granted).toBeGreaterThanOrEqual(3 * 1_000 + 5 * 4_000)
  })
})
