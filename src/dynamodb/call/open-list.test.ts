import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OpenList, type OpenEntry } from './open-list.ts'

test('holds what was added and not removed, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ remove: fc.boolean(), which: fc.nat(40) }), { maxLength: 200 }), (steps) => {
      const list = new OpenList<number>()
      const entries: OpenEntry<number>[] = []
      const open = new Set<number>()
      steps.forEach(({ remove, which }, n) => {
        const entry = remove ? entries[which] : undefined
        if (entry !== undefined) {
          expect(list.remove(entry)).toBe(open.delete(entry.value))
        } else {
          entries.push(list.add(n))
          open.add(n)
        }
        expect([...list.values].sort((left, right) => left - right)).toEqual(
          [...open].sort((left, right) => left - right),
        )
      })
      for (let value = list.take(); value !== undefined; value = list.take()) expect(open.delete(value)).toBe(true)
      expect([list.size, open.size]).toEqual([0, 0])
    }),
  )
})
