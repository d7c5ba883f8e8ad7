import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchSnapshotAge } from './watch-snapshot-age.ts'

const minute = 60_000

describe('watchSnapshotAge', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('warns at an age, and each time it has doubled, and reports the limit once', () => {
    const details: string[] = []
    const limits: string[] = []
    using _watch = watchSnapshotAge(
      { warnAgeMs: 60 * minute, maxAgeMs: 300 * minute },
      {
        onEvent: (event) => details.push(event.kind === 'warning' ? event.detail : event.kind),
        onLimit: (limit) => limits.push(limit.message),
      },
    )
    vi.advanceTimersByTime(59 * minute)
    expect(details).toEqual([])
    vi.advanceTimersByTime(240 * minute)
    expect(details).toEqual(['it is 60 minutes old', 'it is 120 minutes old', 'it is 240 minutes old'])
    expect(limits).toEqual([])
    vi.advanceTimersByTime(2 * minute)
    expect(limits).toEqual([
      expect.stringMatching(/^the snapshot of the source has become old: it is 300 minutes old/u),
    ])
  })

  it('says nothing after it was disposed', () => {
    const said: string[] = []
    const watch = watchSnapshotAge(
      { warnAgeMs: minute, maxAgeMs: 2 * minute },
      { onEvent: ({ kind }) => said.push(kind), onLimit: ({ code }) => said.push(code) },
    )
    vi.advanceTimersByTime(minute)
    watch[Symbol.dispose]()
    vi.advanceTimersByTime(100 * minute)
    expect(said).toEqual(['warning'])
  })
})
