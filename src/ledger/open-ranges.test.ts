import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Chunk, KeyRange } from '../postgres/chunks/chunk.ts'
import { chunksOf, pendingOf, users } from './ledger.fixture.ts'
import { OpenRanges } from './open-ranges.ts'

/** The chunks that a range covers, found by bounds alone. */
function covered(range: KeyRange, count: number): readonly number[] {
  if (range.kind === 'nulls') return [count]
  if (range.kind === 'all') throw new Error('an entity with a chunk key has no open range "all"')
  const first = range.low === null ? 0 : Number(range.low[0]) / 10
  const end = range.high === null ? count : Number(range.high[0]) / 10
  return Array.from({ length: end - first }, (_, index) => first + index)
}

/** Started in order and done in any, as workers do it. */
const schedules = fc.integer({ min: 1, max: 30 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    finishes: fc.array(fc.option(fc.nat(), { nil: null }), { minLength: 3 * count, maxLength: 3 * count }),
  }),
)

describe('OpenRanges', () => {
  it('keeps as pending exactly the complement of what is done, in key order and joined, and no more ranges than are under way', () => {
    fc.assert(
      fc.property(schedules, ({ count, finishes }) => {
        const chunks = chunksOf(users, count)
        const open = new OpenRanges(pendingOf(chunks))
        const left = [...chunks]
        const active: Chunk[] = []
        const done = new Set<number>()
        for (const pick of finishes) {
          const next = left.shift()
          if (next !== undefined) {
            expect(open.start(next)).toBe(true)
            active.push(next)
          }
          const [chunk] = pick === null || active.length === 0 ? [] : active.splice(pick % active.length, 1)
          if (chunk === undefined) continue
          expect(open.knows(chunk)).toBe(true)
          expect(open.markDone(chunk)).toBe(true)
          expect(open.markDone(chunk)).toBe(false)
          expect(open.knows(chunk)).toBe(true)
          done.add(chunk.number - 1)
          const { pending } = open
          expect(pending.flatMap((range) => covered(range, count))).toEqual(
            chunks.map((_, at) => at).filter((at) => !done.has(at)),
          )
          expect(pending.length).toBeLessThanOrEqual(active.length + 2)
          const ranges = pending.filter((range) => range.kind === 'range')
          expect(ranges.filter((range, at) => at > 0 && range.low?.[0] === ranges[at - 1]?.high?.[0])).toEqual([])
        }
      }),
    )
  })

  it('names the farthest bound below which nothing is open', () => {
    const chunks = chunksOf(users, 3)
    const [first, second, third, nulls] = chunks
    const open = new OpenRanges(pendingOf(chunks))
    expect(open.bound).toBeNull()
    for (const chunk of chunks) open.start(chunk)
    open.markDone(second ?? raise())
    expect(open.bound).toBeNull()
    open.markDone(first ?? raise())
    expect(open.bound).toEqual(['20'])
    open.markDone(third ?? raise())
    open.markDone(nulls ?? raise())
    expect(open.bound).toEqual(['20'])
    expect(open.pending).toEqual([])
  })

  it('lets a chunk take the beginning of what is pending, and nothing else', () => {
    const open = new OpenRanges([
      { kind: 'range', low: ['10'], high: ['30'] },
      { kind: 'range', low: ['50'], high: null },
    ])
    const chunk = (number: number, low: string | null, high: string | null): Chunk => ({
      entity: users,
      number,
      range: { kind: 'range', low: low === null ? null : [low], high: high === null ? null : [high] },
      rows: 1,
    })
    expect(open.start(chunk(1, '11', '20'))).toBe(false)
    expect(open.start(chunk(1, null, '20'))).toBe(false)
    expect(open.start(chunk(1, '10', null))).toBe(false)
    expect(open.start(chunk(2, '10', '20'))).toBe(false)
    expect(open.start({ ...chunk(1, '10', '20'), range: { kind: 'nulls' } })).toBe(false)
    expect(open.start(chunk(1, '10', '20'))).toBe(true)
    expect(open.start(chunk(2, '10', '20'))).toBe(false)
    expect(open.start(chunk(2, '20', '30'))).toBe(true)
    expect(open.start(chunk(3, '50', null))).toBe(true)
    expect(open.knows(chunk(3, '50', '60'))).toBe(false)
    expect(open.knows(chunk(4, '50', null))).toBe(false)
    expect(open.knows(chunk(0, '50', null))).toBe(false)
    expect(open.markDone(chunk(2, '20', '30'))).toBe(true)
    expect(open.pending).toEqual([
      { kind: 'range', low: ['10'], high: ['20'] },
      { kind: 'range', low: ['50'], high: null },
    ])
  })

  it('compares bounds of several columns as a whole', () => {
    const open = new OpenRanges([{ kind: 'range', low: null, high: null }])
    const chunk = (number: number, low: readonly string[] | null, high: readonly string[] | null): Chunk => ({
      entity: users,
      number,
      range: { kind: 'range', low, high },
      rows: 1,
    })
    expect(open.start(chunk(1, null, ['1', '5']))).toBe(true)
    expect(open.start(chunk(2, ['1'], null))).toBe(false)
    expect(open.start(chunk(2, ['1', '6'], null))).toBe(false)
    expect(open.start(chunk(2, ['1', '5'], ['2', '1']))).toBe(true)
    open.markDone(chunk(1, null, ['1', '5']))
    expect(open.bound).toEqual(['1', '5'])
  })

  it('knows an entity that is read as one chunk', () => {
    const whole = { entity: users, number: 1, range: { kind: 'all' }, rows: 5 } as const
    const open = new OpenRanges([{ kind: 'all' }])
    const [foreign] = chunksOf(users, 4)
    expect(open.start(foreign ?? raise())).toBe(false)
    expect(open.start(whole)).toBe(true)
    expect(open.pending).toEqual([{ kind: 'all' }])
    expect(open.markDone(whole)).toBe(true)
    expect(open.pending).toEqual([])
  })
})

function raise(): never {
  throw new Error('the fixture is wrong')
}
