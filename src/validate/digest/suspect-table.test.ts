import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hash128, type Hash128 } from './hash128.ts'
import { SuspectTable, suspectTableBytes } from './suspect-table.ts'

function hashOf(text: string): Hash128 {
  const into = new Uint32Array(4)
  hash128(text, into)
  return into
}

describe('SuspectTable', () => {
  it('does what a Map of texts does', () => {
    const side = fc.array(
      fc.record({ key: fc.integer({ min: 0, max: 300 }).map(String), content: fc.constantFrom('a', 'b', 'c') }),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(side, side, (expected, found) => {
        const table = new SuspectTable(expected.length)
        const model = new Map<string, { readonly content: string; readonly entity: number; state: string }>()
        expected.forEach(({ key, content }, at) => {
          const slot = table.add(hashOf(key), hashOf(content), at % 7)
          expect(slot === -1).toBe(model.has(key))
          if (!model.has(key)) model.set(key, { content, entity: at % 7, state: 'unseen' })
        })
        for (const { key, content } of found) {
          const entry = model.get(key)
          const met = table.meet(hashOf(key), hashOf(content))
          expect(met.slot === -1).toBe(entry === undefined)
          if (entry !== undefined) entry.state = entry.content === content ? 'equal' : 'different'
          expect(met.state).toBe(entry?.state ?? 'unseen')
        }
        expect([...table.entries()]).toHaveLength(model.size)
        const summary = (entries: Iterable<{ readonly entity: number; readonly state: string }>): string[] =>
          [...entries].map(({ entity, state }) => `${String(entity)} ${state}`).sort()
        expect(summary(table.entries())).toEqual(summary(model.values()))
        for (const [key, entry] of model) expect(table.stateOf(table.slotOf(hashOf(key)))).toBe(entry.state)
      }),
    )
  })

  it('takes as many items as it was made for', () => {
    const table = new SuspectTable(10_000)
    for (let at = 0; at < 10_000; at += 1) table.add(hashOf(String(at)), hashOf('x'), 0)
    expect([...table.entries()]).toHaveLength(10_000)
    expect(table.capacity * 27).toBe(suspectTableBytes(10_000))
  })
})
