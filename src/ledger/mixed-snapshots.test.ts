import { expect, test } from 'vitest'
import type { Lsn } from '../brand.ts'
import { entityProgress, ledgerSummary } from '../output/ledger-summary.fixture.ts'
import { mixedSnapshots } from './mixed-snapshots.ts'

const at = (lsn: string | null, minute: number) => ({
  lsn: lsn as Lsn | null,
  takenAt: `2026-01-02T03:0${minute}:05.000Z`,
})
const reads = (...rows: readonly (readonly [snapshot: number, rows: number])[]) => ({
  reads: rows.map(([snapshot, count]) => ({ snapshot, rows: count })),
})

test('one snapshot, and several at one position of the log, are one moment', () => {
  const once = ledgerSummary([entityProgress('A', 'a', reads([0, 7]))], { snapshots: [at('0/1', 1)] })
  expect(mixedSnapshots(once)).toEqual([])
  const still = ledgerSummary([entityProgress('A', 'a', reads([0, 7], [1, 3]))], {
    snapshots: [at('0/1', 1), at('0/1', 2)],
  })
  expect(mixedSnapshots(still)).toEqual([])
})

test('each entity says what was read when; without a position the times tell snapshots apart', () => {
  for (const lsns of [
    ['0/1', '0/2'],
    [null, null],
    ['0/1', null],
  ] as const) {
    const snapshots = [at(lsns[0], 1), at(lsns[1], 2)]
    const summary = ledgerSummary(
      [
        entityProgress('A', 'a', reads([0, 10])),
        entityProgress('B', 'b', reads([0, 4], [1, 6])),
        // A chunk under way may have been written when the first attempt ended.
        entityProgress('C', 'c', reads([0, 0], [1, 5])),
      ],
      { snapshots },
    )
    const [first, second] = snapshots
    expect(mixedSnapshots(summary)).toEqual([
      { entity: 'A', origins: [{ ...first, rows: 10 }] },
      {
        entity: 'B',
        origins: [
          { ...first, rows: 4 },
          { ...second, rows: 6 },
        ],
      },
      {
        entity: 'C',
        origins: [
          { ...first, rows: 0 },
          { ...second, rows: 5 },
        ],
      },
    ])
  }
})

test('a snapshot in which nothing was left to read is none', () => {
  const summary = ledgerSummary([entityProgress('A', 'a', reads([0, 10]))], { snapshots: [at('0/1', 1), at('0/2', 2)] })
  expect(mixedSnapshots(summary)).toEqual([])
})
