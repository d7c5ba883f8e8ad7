import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonSink } from '../json/json-sink.ts'
import { SLAB_BYTES } from './slab.ts'

test('what is not released stays as it is, in whatever order the rest is', () => {
  const text = (n: number): string => `${n}:`.padEnd(SLAB_BYTES / 10, String(n % 10))
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 60, maxLength: 200 }), (ages) => {
      const sinks = [new JsonSink(), new JsonSink()]
      const held: { readonly n: number; readonly item: ReturnType<JsonSink['close']> }[] = []
      const check = ({ n, item }: (typeof held)[number]): void => {
        expect(item.slab.bytes.toString('latin1', item.start, item.end) === text(n)).toBe(true)
      }
      ages.forEach((age, n) => {
        const sink = sinks[n % 2] as JsonSink
        sink.ascii(text(n))
        held.push({ n, item: sink.close(0) })
        if (held.length <= age) return
        const [oldest] = held.splice(age % held.length, 1)
        if (oldest === undefined) return
        check(oldest)
        oldest.item.slab.release()
      })
      held.forEach(check)
    }),
    { numRuns: 30 },
  )
})

test('memory is used again when its last item is released', () => {
  const sink = new JsonSink()
  const buffers = new Set<Buffer>()
  for (let n = 0; n < 400; n++) {
    sink.ascii('x'.repeat(SLAB_BYTES / 4))
    const { slab } = sink.close(0)
    buffers.add(slab.bytes)
    slab.release()
  }
  expect(buffers.size).toBeLessThanOrEqual(3)
})

test('a view of what was never to be released stays good', () => {
  const sink = new JsonSink()
  sink.ascii('kept')
  const view = sink.subarray(0, sink.position)
  sink.reset()
  for (let n = 0; n < 40; n++) {
    sink.ascii('y'.repeat(SLAB_BYTES / 4))
    sink.close(0).slab.release()
  }
  expect(view.toString()).toBe('kept')
})
