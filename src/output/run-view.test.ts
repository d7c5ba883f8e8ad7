import { describe, expect, test } from 'vitest'
import type { EntityName } from '../brand.ts'
import type { RunEvent } from '../run/run-event.ts'
import { progressBlock } from './text/progress-block.ts'
import { heartbeatLine } from './text/progress-lines.ts'
import { applyEvent, initialRunView, rowsPerSecond, soFar, timeLeft, type RunView } from './run-view.ts'

const entity = 'USER' as EntityName
const named = { entity, group: 'users' }

function planned(total: number): RunView {
  return applyEvent(
    initialRunView(0),
    { kind: 'planned', total, done: 0, estimated: true, entities: [{ ...named, total, estimated: true }] },
    0,
  )
}

function progress(chunk: number, written: number, part: { read?: number; rejected?: number } = {}): RunEvent {
  const { read = written, rejected = 0 } = part
  return { kind: 'chunk-progress', chunk, ...named, read, written, collapsed: 0, rejected, bytes: 100 * written }
}

function done(chunk: number, written: number): RunEvent {
  return {
    kind: 'chunk-done',
    chunk,
    ...named,
    read: written,
    written,
    collapsed: 0,
    rejected: 0,
    bytes: 100 * written,
    milliseconds: 1,
  }
}

const barOf = (view: RunView, now: number): string => progressBlock(view, 100, { now })[1] ?? ''

describe('progress', () => {
  test('is of items, also within one chunk that takes minutes, and counts them once', () => {
    let view = planned(10_000)
    const bars = new Set<string>()
    for (let second = 1; second <= 300; second += 1) {
      view = applyEvent(view, progress(1, 25 * second, { read: 10_000 }), second * 1_000)
      bars.add(barOf(view, second * 1_000))
    }
    expect(bars.size).toBe(300)
    expect(soFar(view)).toEqual({ rows: 7_500, written: 7_500, rejected: 0, bytes: 750_000 })
    expect(barOf(view, 300_000)).toContain('7,500 of about 10,000 records')
    view = applyEvent(view, done(1, 10_000), 301_000)
    expect(soFar(view)).toEqual({ rows: 10_000, written: 10_000, rejected: 0, bytes: 1_000_000 })
    expect(view.underWay.size).toBe(0)
  })

  test('adds up the chunks under way, and what is rejected of them', () => {
    let view = planned(1_000)
    view = applyEvent(view, done(1, 100), 1_000)
    view = applyEvent(view, progress(2, 30, { rejected: 2 }), 1_000)
    view = applyEvent(view, progress(3, 50), 1_000)
    expect(soFar(view)).toMatchObject({ rows: 182, written: 180, rejected: 2 })
    expect(progressBlock(view, 100, { now: 1_000 }).join('\n')).toContain('182 of 1,000')
    expect(progressBlock(view, 100, { now: 1_000 }).join('\n')).toContain('180 items (18.0 KB) written')
    // Begun again over a new session: its items are written once more.
    expect(soFar(applyEvent(view, progress(3, 0), 2_000))).toMatchObject({ rows: 132 })
  })
})

describe('the time left', () => {
  test('comes from the last minute, and falls steadily while chunks end in bursts', () => {
    let view = planned(100_000)
    const left: number[] = []
    for (let second = 1; second <= 600; second += 1) {
      // 100 rows a second; a chunk of 2,000 rows ends every 20 s.
      const inChunk = (second * 100) % 2_000
      const chunk = 1 + Math.floor((second * 100) / 2_000)
      if (inChunk === 0) view = applyEvent(view, done(chunk - 1, 2_000), second * 1_000)
      else view = applyEvent(view, progress(chunk, inChunk), second * 1_000)
      if (second > 5) left.push(timeLeft(view, second * 1_000) ?? Number.NaN)
    }
    for (const [at, value] of left.entries()) {
      if (at > 0) expect(value).toBeLessThanOrEqual((left[at - 1] ?? 0) + 10)
      expect(value).toBeCloseTo(1_000_000 - (at + 6) * 1_000, -3)
    }
  })

  test('forgets what was faster more than a minute ago', () => {
    let view = planned(1_000_000)
    for (let second = 1; second <= 60; second += 1) view = applyEvent(view, progress(1, second * 1_000), second * 1_000)
    for (let second = 61; second <= 125; second += 1)
      view = applyEvent(view, progress(1, 60_000 + (second - 60) * 10), second * 1_000)
    expect(rowsPerSecond(view, 125_000)).toBeCloseTo(10, 0)
    // Nothing at all for a minute: no rate, no promise.
    expect(rowsPerSecond(view, 200_000)).toBe(0)
    expect(timeLeft(view, 200_000)).toBeNull()
  })
})

describe('when nothing moves', () => {
  const stuck = applyEvent(
    applyEvent(planned(1_000), progress(1, 10), 1_000),
    { kind: 'retried', code: 'DYNAMODB_UNREACHABLE', attempt: 3, delayMs: 800 },
    12_000,
  )

  test('the block and the log say for how long, and why', () => {
    expect(progressBlock(stuck, 100, { now: 13_000 }).at(-1)).toBe(
      'DYNAMODB_UNREACHABLE: nothing written for 12.0 s, trying again',
    )
    expect(heartbeatLine(stuck, 13_000)).toContain('DYNAMODB_UNREACHABLE: nothing written for 12.0 s, trying again')
    const throttled = applyEvent(
      stuck,
      { kind: 'throttled', reason: 'TableWriteMaxOnDemandThroughputExceeded', resource: '' },
      12_500,
    )
    const again = applyEvent(throttled, { kind: 'retried', code: 'DYNAMODB_THROTTLED', attempt: 1, delayMs: 1 }, 12_600)
    expect(progressBlock(again, 100, { now: 13_000 }).at(-1)).toContain('TableWriteMaxOnDemandThroughputExceeded')
  })

  test('an old cause is not named, and the line goes as soon as an item is stored', () => {
    expect(progressBlock(stuck, 100, { now: 99_000 }).at(-1)).toBe('nothing written for 1 min 38 s')
    const moving = applyEvent(stuck, progress(1, 11), 13_000)
    expect(progressBlock(moving, 100, { now: 13_500 }).join('\n')).not.toContain('nothing written')
  })
})
