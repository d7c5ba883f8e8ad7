import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { PgfoldError } from '../errors/pgfold-error.ts'
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

  it('drains for a limit too, once, and keeps it apart from a failure', async () => {
    const caller = new AbortController()
    const reasons: string[] = []
    using stop = new StopRequest(caller.signal, 30, (reason) => reasons.push(reason))
    const limit = new PgfoldError('SOURCE_SNAPSHOT_OLD')
    stop.reach(limit)
    stop.reach(new PgfoldError('SOURCE_STANDBY_LAG'))
    caller.abort('SIGINT')
    expect([stop.draining, stop.hard.aborted, reasons]).toEqual([true, false, [limit.entry.title]])
    await sleep(60)
    expect([stop.hard.reason, stop.limit, stop.failure]).toEqual([limit, limit, null])
  })

  it('says nothing of a limit that is reached after a stop was asked for', () => {
    const caller = new AbortController()
    using stop = new StopRequest(caller.signal, 30, () => undefined)
    caller.abort('SIGINT')
    stop.reach(new PgfoldError('SOURCE_SNAPSHOT_OLD'))
    expect(stop.limit).toBeNull()
  })
})
