import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { StopRequest } from './stop-request.ts'

describe('StopRequest', () => {
  it('drains first and cuts after the grace, with the reason', async () => {
    const caller = new AbortController()
    const reasons: string[] = []
    using stop = new StopRequest(caller.signal, 30, (reason) => reasons.push(reason))
    expect(stop.draining).toBe(false)
    caller.abort('SIGTERM')
    expect([stop.draining, stop.hard.aborted, reasons]).toEqual([true, false, ['SIGTERM']])
    await sleep(60)
    expect(stop.hard.reason).toMatchObject({ code: 'RUN_STOPPED', detail: 'SIGTERM' })
    stop.fail(new Error('a chunk was cut'))
    expect(stop.failure).toBeNull()
  })

  it('cuts at once on a failure and keeps the first', () => {
    using stop = new StopRequest(new AbortController().signal, 1000, () => undefined)
    stop.fail(new Error('first'))
    stop.fail(new Error('second'))
    expect(stop.hard.aborted).toBe(true)
    expect(stop.failure?.error).toMatchObject({ message: 'first' })
  })

  it('cuts nothing when the work ends within the grace', async () => {
    const caller = new AbortController()
    const stop = new StopRequest(caller.signal, 20, () => undefined)
    caller.abort('SIGINT')
    stop[Symbol.dispose]()
    await sleep(40)
    expect(stop.hard.aborted).toBe(false)
  })

  it('knows a stop that was asked for before', () => {
    const reasons: string[] = []
    using stop = new StopRequest(AbortSignal.abort('SIGINT'), 1000, (reason) => reasons.push(reason))
    expect([stop.draining, reasons]).toEqual([true, ['SIGINT']])
  })
})
