import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EntityName } from '../brand.ts'
import { systemClock } from '../clock.ts'
import type { Chunk } from '../postgres/chunks/chunk.ts'
import type { CutRange } from '../postgres/chunks/chunk-walk.ts'
import { ChunkSchedule, type Lane, type ScheduleOptions } from './chunk-schedule.ts'

const byTime: ScheduleOptions = {
  width: 4,
  rowsPerChunk: null,
  signal: new AbortController().signal,
  clock: systemClock,
}
const byRows = (rowsPerChunk: number): ScheduleOptions => ({ ...byTime, rowsPerChunk })

/** An entity whose keys are 0 to `rows` - 1. */
function laneOf(name: string, rows: number, parts: Partial<Lane> = {}): Lane {
  let at = 0
  let over = false
  const next = async (wanted: number): Promise<CutRange | null> => {
    if (over) return null
    const low = at === 0 ? null : [String(at)]
    over = at + wanted >= rows
    const end = over ? rows : at + wanted
    const cut = { range: { kind: 'range', low, high: over ? null : [String(end)] }, rows: end - at } as const
    at = end
    return cut
  }
  return { entity: name as EntityName, walk: { next }, rows, firstChunkRows: 100, fixedCost: false, ...parts }
}

async function take(schedule: ChunkSchedule, count: number): Promise<readonly string[]> {
  const names: string[] = []
  for (let at = 0; at < count; at += 1) {
    const chunk = await schedule.next()
    names.push(chunk === null ? '-' : `${chunk.entity}${chunk.number}`)
  }
  return names
}

describe('ChunkSchedule', () => {
  it('begins with the biggest entity and then with those that nobody loads', async () => {
    const schedule = new ChunkSchedule([laneOf('A', 10), laneOf('B', 15), laneOf('C', 5)], byRows(5))
    expect(await take(schedule, 3)).toEqual(['B1', 'A1', 'C1'])
    expect((await take(schedule, 3)).toSorted()).toEqual(['A2', 'B2', 'B3'])
    expect(await schedule.next()).toBeNull()
  })

  it('goes back to the biggest as soon as nobody loads it', async () => {
    const schedule = new ChunkSchedule([laneOf('A', 10), laneOf('B', 100)], byRows(50))
    const first = await schedule.next()
    expect(first?.entity).toBe('B')
    if (first !== null) schedule.done(first, 1)
    expect(await take(schedule, 3)).toEqual(['B2', 'A1', '-'])
  })

  it('gives every row once, in key order per entity, whoever asks and finishes when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 6 }),
        async (sizes, rowsPerChunk, workers) => {
          const lanes = sizes.map((rows, index) => laneOf(`E${index}`, rows))
          const schedule = new ChunkSchedule(lanes, byRows(rowsPerChunk))
          const given: Chunk[] = []
          const work = async (): Promise<void> => {
            for (let chunk = await schedule.next(); chunk !== null; chunk = await schedule.next()) {
              given.push(chunk)
              schedule.done(chunk, 1)
            }
          }
          await Promise.all(Array.from({ length: workers }, work))
          for (const { entity, rows } of lanes) {
            const own = given.filter((chunk) => chunk.entity === entity)
            expect(own.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(own.map((_, at) => at + 1))
            expect(own.reduce((sum, chunk) => sum + chunk.rows, 0)).toBe(rows)
            const inOrder = own.toSorted((a, b) => a.number - b.number)
            const bounds = inOrder.map(({ range }) => (range.kind === 'range' ? [range.low, range.high] : []))
            expect(bounds[0]?.[0]).toBeNull()
            expect(bounds.at(-1)?.[1]).toBeNull()
            expect(bounds.slice(1).map(([low]) => low)).toEqual(bounds.slice(0, -1).map(([, high]) => high))
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('cuts by the time that rows take, and ends in small steps', async () => {
    const schedule = new ChunkSchedule([laneOf('A', 100_000)], byTime)
    const sizes: number[] = []
    for (let chunk = await schedule.next(); chunk !== null; chunk = await schedule.next()) {
      sizes.push(chunk.rows)
      // Ten rows a millisecond: 3,000 rows are 300 ms.
      schedule.done(chunk, chunk.rows / 10)
    }
    expect(sizes[0]).toBe(100)
    expect(sizes.slice(2, 25)).toEqual(Array.from({ length: 23 }, () => 3000))
    expect(sizes.at(-1)).toBeLessThanOrEqual(100)
    expect(Math.max(...sizes)).toBe(3000)
  })

  it('goes on where there are more rows than anybody expected', async () => {
    const schedule = new ChunkSchedule([laneOf('A', 100_000, { rows: 1 })], byTime)
    let chunks = 0
    let rows = 0
    for (let chunk = await schedule.next(); chunk !== null; chunk = await schedule.next()) {
      chunks += 1
      rows += chunk.rows
      schedule.done(chunk, chunk.rows / 10)
    }
    expect(rows).toBe(100_000)
    expect(chunks).toBeLessThanOrEqual(1_001)
  })

  it('grows the chunks of an entity until what each costs beside its rows is a tenth', async () => {
    const schedule = new ChunkSchedule([laneOf('A', 50_000_000, { fixedCost: true })], byTime)
    let fixed = 0
    let all = 0
    let largest = 0
    for (let chunk = await schedule.next(); chunk !== null; chunk = await schedule.next()) {
      // 20 s to read the view, 10 us a row.
      const milliseconds = 20_000 + chunk.rows / 100
      fixed += 20_000
      all += milliseconds
      largest = Math.max(largest, chunk.rows)
      schedule.done(chunk, milliseconds)
    }
    // What it takes to find the size is paid once: chunks of 100, 200, 400 … rows until 18 million.
    expect(largest).toBeGreaterThan(10_000_000)
    expect(fixed - 18 * 20_000).toBeLessThan(0.25 * all)
  })

  it('fails with what the search for a bound says, for everybody', async () => {
    const next = (): Promise<CutRange | null> => Promise.reject(new Error('no such bound'))
    const schedule = new ChunkSchedule([laneOf('A', 10, { walk: { next } })], byTime)
    await expect(schedule.next()).rejects.toThrow('no such bound')
    await expect(schedule.next()).rejects.toThrow('no such bound')
  })
})
