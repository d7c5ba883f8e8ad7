import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EntityName, RunId } from '../../brand.ts'
import type { RunEvent } from '../../run/run-event.ts'
import { displayWidth } from './display-width.ts'
import { progressBar, progressBlock } from './progress-block.ts'
import { applyEvent, initialRunView, type RunView } from '../run-view.ts'

function viewOf(events: readonly RunEvent[]): RunView {
  return events.reduce((view, event) => applyEvent(view, event, 10_000), initialRunView(0))
}

const running = viewOf([
  {
    kind: 'run-started',
    runId: 'migration_1767323045' as RunId,
    mapping: 'shop',
    table: 'shop-local',
    resumed: false,
    stateFile: 's',
  },
  {
    kind: 'planned',
    total: 4_000,
    done: 0,
    estimated: false,
    entities: [
      { entity: 'USER' as EntityName, group: 'users', total: 1_000, estimated: false },
      { entity: 'ORDER' as EntityName, group: 'orders', total: 3_000, estimated: false },
    ],
  },
  {
    kind: 'chunk-done',
    chunk: 1,
    entity: 'USER' as EntityName,
    group: 'users',
    read: 1_000,
    written: 990,
    collapsed: 0,
    rejected: 10,
    bytes: 123_456,
    milliseconds: 1,
  },
  { kind: 'group-done', group: 'users', rows: 1_000 },
  { kind: 'throttled', reason: 'TableWriteKeyRangeThroughputExceeded', resource: '' },
  { kind: 'retried', code: 'DYNAMODB_THROTTLED', attempt: 1, delayMs: 50 },
])

test('the block shows what runs, how far, how fast and what went wrong', () => {
  expect(progressBlock(running, 100, { now: 20_000 })).toEqual([
    'Migrating shop → shop-local  migration_1767323045',
    '██████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  25.00%  1,000 of 4,000 records',
    '100 records/s  30.0 s left  20.0 s so far  990 items (123.5 KB) written',
    'users   ████████████████ 100%  1,000 of 1,000  10 rejected',
    'orders  ░░░░░░░░░░░░░░░░   0%  0 of 3,000',
    'throttles 1 (TableWriteKeyRangeThroughputExceeded)  retries 1  rejected 10',
    'TableWriteKeyRangeThroughputExceeded: nothing written for 10.0 s, trying again',
  ])
})

test('a resumed run starts where the last attempt ended', () => {
  const view = viewOf([
    {
      kind: 'planned',
      total: 1_000,
      done: 250,
      estimated: false,
      entities: [{ entity: 'USER' as EntityName, group: 'users', total: 1_000, estimated: false, done: 250 }],
    },
  ])
  const lines = progressBlock(view, 100, { now: 0 })
  expect(lines[1]).toContain('25.00%  250 of 1,000 records')
  expect(lines[3]).toContain('25%  250 of 1,000')
})

test('without Unicode there is not one character beyond ASCII', () => {
  for (const line of progressBlock(running, 100, { now: 20_000, unicode: false }))
    expect(line).toMatch(/^[\x20-\x7e]*$/)
})

test('without colour there is not one control character', () => {
  expect(progressBlock(running, 80, { now: 20_000 }).join('')).not.toContain('\u001b')
  expect(progressBlock(running, 80, { now: 20_000, color: true }).join('')).toContain('\u001b')
})

test('no line reaches the last column, no block is too high, whatever the names and the width', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 11, max: 200 }),
      fc.integer({ min: 6, max: 24 }),
      fc.array(
        fc.tuple(
          fc.oneof(
            fc.string({ minLength: 1, unit: 'grapheme' }),
            fc.constantFrom('顧客', 'users', '👍👍👍👍👍👍👍👍👍👍👍👍👍👍'),
          ),
          fc.nat(10_000_000),
        ),
        { maxLength: 40 },
      ),
      fc.boolean(),
      (width, height, groups, unicode) => {
        const view = viewOf([
          {
            kind: 'planned',
            total: 10_000_000,
            done: 5,
            estimated: false,
            entities: groups.map(([group, total]) => ({ entity: group as EntityName, group, total, estimated: false })),
          },
        ])
        const lines = progressBlock(view, width, { now: 99_000, height, unicode })
        for (const line of lines) expect(displayWidth(line)).toBeLessThan(width)
        expect(lines.length).toBeLessThanOrEqual(height)
      },
    ),
  )
})

test('a bar has exactly its width and is full only at the end', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 60 }),
      fc.boolean(),
      (share, columns, unicode) => {
        expect(displayWidth(progressBar(share, columns, unicode))).toBe(columns)
      },
    ),
  )
  expect(progressBar(0.999, 10, true)).not.toBe('█'.repeat(10))
  expect(progressBar(1, 10, true)).toBe('█'.repeat(10))
})
