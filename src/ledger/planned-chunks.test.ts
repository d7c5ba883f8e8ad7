import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KeyRange } from '../postgres/chunks/chunk.ts'
import { chunksOf, users } from './ledger.fixture.ts'
import { PlannedChunks } from './planned-chunks.ts'

/** The chunks that a range covers, found by bounds alone. */
function covered(range: KeyRange, count: number): readonly number[] {
  if (range.kind === 'nulls') return [count]
  if (range.kind === 'all') throw new Error('a planned entity with chunks has no open range "all"')
  const first = range.low === null ? 0 : Number(range.low) / 10
  const end = range.high === null ? count : Number(range.high) / 10
  return Array.from({ length: end - first }, (_, index) => first + index)
}

describe('PlannedChunks', () => {
  it('keeps as pending exactly the complement of what is done, in key order and joined', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }).chain((count) =>
          fc.record({
            count: fc.constant(count),
            order: fc.shuffledSubarray(Array.from({ length: count + 1 }, (_, index) => index)),
          }),
        ),
        ({ count, order }) => {
          const chunks = chunksOf(users, count)
          const planned = new PlannedChunks(chunks)
          const done = new Set<number>()
          for (const index of order) {
            const chunk = chunks[index]
            if (chunk === undefined) throw new Error('the fixture is wrong')
            expect(planned.markDone(chunk)).toBe(true)
            expect(planned.markDone(chunk)).toBe(false)
            done.add(index)
            const expected = chunks.map((_, at) => at).filter((at) => !done.has(at))
            const { pending } = planned
            expect(pending.flatMap((range) => covered(range, count))).toEqual(expected)
            // Joined: no range begins where its neighbour ends.
            const ranges = pending.filter((range) => range.kind === 'range')
            expect(ranges.filter((range, at) => at > 0 && range.low === ranges[at - 1]?.high)).toEqual([])
          }
        },
      ),
    )
  })

  it('names the farthest bound below which nothing is open', () => {
    const chunks = chunksOf(users, 3)
    const planned = new PlannedChunks(chunks)
    expect(planned.bound).toBeNull()
    planned.markDone(chunks[1] ?? raise())
    expect(planned.bound).toBeNull()
    planned.markDone(chunks[0] ?? raise())
    expect(planned.bound).toBe('20')
    planned.markDone(chunks[2] ?? raise())
    planned.markDone(chunks[3] ?? raise())
    expect(planned.bound).toBe('20')
    expect(planned.pending).toEqual([])
  })

  it('takes neighbours as one chunk, but nothing that is no whole number of them', () => {
    const chunks = chunksOf(users, 4)
    const [first, second, third] = chunks
    if (first?.range.kind !== 'range' || second?.range.kind !== 'range' || third?.range.kind !== 'range')
      throw new Error('the fixture is wrong')
    const both = { ...second, range: { ...second.range, high: third.range.high }, rows: second.rows + third.rows }
    const planned = new PlannedChunks(chunks)
    expect(planned.has({ ...both, rows: both.rows + 1 })).toBe(false)
    expect(planned.has({ ...both, range: { ...both.range, high: 'elsewhere' } })).toBe(false)
    expect(planned.has({ ...both, range: { ...both.range, low: 'elsewhere' } })).toBe(false)
    expect(planned.markDone(both)).toBe(true)
    expect(planned.markDone(both)).toBe(false)
    expect(planned.pending).toEqual([
      first.range,
      { kind: 'range', low: third.range.high, high: null },
      { kind: 'nulls' },
    ])
  })

  it('knows an entity that is read as one chunk, and refuses chunks of another plan', () => {
    const whole = { entity: users, range: { kind: 'all' }, rows: 5, offset: 0 } as const
    const planned = new PlannedChunks([whole])
    expect(planned.pending).toEqual([{ kind: 'all' }])
    const [foreign] = chunksOf(users, 4)
    expect(planned.has(foreign ?? raise())).toBe(false)
    expect(planned.markDone(whole)).toBe(true)
    expect(planned.pending).toEqual([])
  })
})

function raise(): never {
  throw new Error('the fixture is wrong')
}
