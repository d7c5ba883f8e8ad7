import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EntityName } from '../brand.ts'
import type { EntityPlan } from '../ledger/ledger.ts'
import type { Chunk } from '../source/chunk.ts'
import { ChunkSchedule } from './chunk-schedule.ts'

function planOf(name: string, rows: readonly number[]): EntityPlan {
  const entity = name as EntityName
  const chunks = rows.map((count, index): Chunk => ({ entity, rows: count, offset: index, range: { kind: 'range', low: String(index), high: String(index + 1) } }))
  return { entity, chunks, total: rows.reduce((sum, count) => sum + count, 0) }
}

function take(schedule: ChunkSchedule, count: number): readonly string[] {
  return Array.from({ length: count }, () => schedule.next()).map((chunk) => (chunk === null ? '-' : `${chunk.entity}${chunk.offset}`))
}

describe('ChunkSchedule', () => {
  it('begins with the biggest entity and then with those that nobody loads', () => {
    const schedule = new ChunkSchedule([planOf('A', [5, 5]), planOf('B', [50, 50, 50]), planOf('C', [20])])
    expect(take(schedule, 6)).toEqual(['B0', 'C0', 'A0', 'B1', 'B2', 'A1'])
    expect(schedule.next()).toBeNull()
  })

  it('goes back to the biggest as soon as nobody loads it', () => {
    const schedule = new ChunkSchedule([planOf('A', [5, 5]), planOf('B', [50, 50])])
    const first = schedule.next()
    expect(first?.entity).toBe('B')
    if (first !== null) schedule.done(first)
    expect(take(schedule, 3)).toEqual(['B1', 'A0', 'A1'])
  })

  it('gives every chunk once, in key order per entity, whoever finishes when', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 8 }), { maxLength: 6 }), fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (entities, finishes) => {
        const plan = entities.map((rows, index) => planOf(`E${index}_`, rows))
        const schedule = new ChunkSchedule(plan)
        const given: Chunk[] = []
        const active: Chunk[] = []
        for (const finish of finishes) {
          const chunk = schedule.next()
          if (chunk !== null) {
            given.push(chunk)
            active.push(chunk)
          }
          const oldest = finish ? active.shift() : undefined
          if (oldest !== undefined) schedule.done(oldest)
        }
        expect(schedule.next()).toBeNull()
        for (const { entity, chunks } of plan) expect(given.filter((chunk) => chunk.entity === entity)).toEqual(chunks)
      }),
    )
  })
})
