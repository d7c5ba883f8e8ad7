import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EntityName } from '../brand.ts'
import type { EntityPlan } from '../ledger/ledger.ts'
import type { Chunk } from '../postgres/chunks/chunk.ts'
import { ChunkSchedule } from './chunk-schedule.ts'

function planOf(name: string, rows: readonly number[]): EntityPlan {
  const entity = name as EntityName
  const chunks = rows.map((count, index): Chunk => ({
    entity,
    rows: count,
    offset: index,
    range: { kind: 'range', low: String(index), high: String(index + 1) },
  }))
  return { entity, chunks, total: rows.reduce((sum, count) => sum + count, 0) }
}

function take(schedule: ChunkSchedule, count: number): readonly string[] {
  return Array.from({ length: count }, () => schedule.next()).map((chunk) =>
    chunk === null ? '-' : `${chunk.entity}${chunk.offset}`,
  )
}

describe('ChunkSchedule', () => {
  it('begins with the biggest entity and then with those that nobody loads', () => {
    const schedule = new ChunkSchedule([planOf('A', [5, 5]), planOf('B', [50, 50, 50]), planOf('C', [20])], null)
    expect(take(schedule, 6)).toEqual(['B0', 'C0', 'A0', 'B1', 'B2', 'A1'])
    expect(schedule.next()).toBeNull()
  })

  it('goes back to the biggest as soon as nobody loads it', () => {
    const schedule = new ChunkSchedule([planOf('A', [5, 5]), planOf('B', [50, 50])], null)
    const first = schedule.next()
    expect(first?.entity).toBe('B')
    if (first !== null) schedule.done(first, 1)
    expect(take(schedule, 3)).toEqual(['B1', 'A0', 'A1'])
  })

  it('gives every chunk once, in key order per entity, whoever finishes when', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 8 }), { maxLength: 6 }),
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        (entities, finishes) => {
          const plan = entities.map((rows, index) => planOf(`E${index}_`, rows))
          const schedule = new ChunkSchedule(plan, null)
          const given: Chunk[] = []
          const active: Chunk[] = []
          for (const finish of finishes) {
            const chunk = schedule.next()
            if (chunk !== null) {
              given.push(chunk)
              active.push(chunk)
            }
            const oldest = finish ? active.shift() : undefined
            if (oldest !== undefined) schedule.done(oldest, 1)
          }
          expect(schedule.next()).toBeNull()
          for (const { entity, chunks } of plan)
            expect(given.filter((chunk) => chunk.entity === entity)).toEqual(chunks)
        },
      ),
    )
  })

  it('joins neighbours by the time that rows take, and ends in small steps', () => {
    const schedule = new ChunkSchedule(
      [
        planOf(
          'A',
          Array.from({ length: 1000 }, () => 100),
        ),
      ],
      4,
    )
    const sizes: number[] = []
    let at = 0
    for (let chunk = schedule.next(); chunk !== null; chunk = schedule.next()) {
      expect(chunk.range).toMatchObject({ low: String(at) })
      at += chunk.rows / 100
      expect(chunk.range).toMatchObject({ high: String(at) })
      sizes.push(chunk.rows)
      // Ten rows a millisecond: 3,000 rows are 300 ms.
      schedule.done(chunk, chunk.rows / 10)
    }
    expect(at).toBe(1000)
    expect(sizes[0]).toBe(100)
    expect(sizes.slice(1, 25)).toEqual(Array.from({ length: 24 }, () => 3000))
    expect(sizes.at(-1)).toBe(100)
    expect(Math.max(...sizes)).toBe(3000)
  })

  it('joins no ranges that do not touch, and none of another kind', () => {
    const { entity, chunks, total } = planOf('A', [1, 1, 1, 1])
    const apart = [
      ...chunks.slice(0, 2),
      ...chunks.slice(3),
      { entity, range: { kind: 'nulls' }, rows: 1, offset: 9 } as const,
    ]
    const schedule = new ChunkSchedule([{ entity, chunks: apart, total: total * 100 }], 1)
    const first = schedule.next()
    if (first !== null) schedule.done(first, 0.001)
    expect(
      [first, schedule.next(), schedule.next(), schedule.next(), schedule.next()].map((chunk) => chunk?.range),
    ).toEqual([
      { kind: 'range', low: '0', high: '1' },
      { kind: 'range', low: '1', high: '2' },
      { kind: 'range', low: '3', high: '4' },
      { kind: 'nulls' },
      undefined,
    ])
  })
})
