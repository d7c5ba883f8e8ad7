import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { linkedSignal } from './linked-signal.ts'

test('aborts with the reason of whichever is first, also when that was before', () => {
  const [one, two] = [new AbortController(), new AbortController()]
  using linked = linkedSignal(one.signal, two.signal)
  two.abort('second')
  one.abort('first')
  expect(linked.signal.reason).toBe('second')
  using late = linkedSignal(one.signal)
  expect(late.signal.reason).toBe('first')
})

test('leaves nothing behind with the signals that it hung on', () => {
  const source = new AbortController()
  for (let use = 0; use < 100; use += 1) {
    using linked = linkedSignal(source.signal)
    linked.signal.addEventListener('abort', () => undefined)
    expect(getEventListeners(source.signal, 'abort')).toHaveLength(1)
  }
  expect(getEventListeners(source.signal, 'abort')).toHaveLength(0)
})
