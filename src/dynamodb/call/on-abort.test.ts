import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { onAbort } from './on-abort.ts'

test('calls back who still waits, once, over one listener', () => {
  const controller = new AbortController()
  const called: string[] = []
  const leave = onAbort(controller.signal, () => called.push('left'))
  onAbort(controller.signal, () => called.push('first'))
  onAbort(controller.signal, () => called.push('second'))
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
  leave()
  controller.abort()
  controller.abort()
  expect(called.sort()).toEqual(['first', 'second'])
})

test('one that leaves while another is called back is not called', () => {
  const controller = new AbortController()
  const called: string[] = []
  const leaves: (() => void)[] = []
  leaves.push(onAbort(controller.signal, () => called.push('first')))
  leaves.push(
    onAbort(controller.signal, () => {
      called.push('second')
      leaves[0]?.()
    }),
  )
  controller.abort()
  expect(called).toEqual(['second'])
})
