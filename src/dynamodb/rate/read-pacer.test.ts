import { describe, expect, test } from 'vitest'
import { readPacer } from './read-pacer.ts'
import { virtualClock, type VirtualClock } from '../../virtual-clock.fixture.ts'

const never = new AbortController().signal

interface Reading {
  /** Units read in each second. */
  readonly bySecond: readonly number[]
  readonly throttled: number
}

/** Four readers of pages of `pageUnits` (fewer where the pacer asks for few items), from a table that grants so many. */
async function read(
  clock: VirtualClock,
  {
    maxReadUnits,
    granted,
    pageUnits,
    seconds,
  }: { maxReadUnits: number | null; granted: number; pageUnits: number; seconds: number },
): Promise<Reading> {
  const pacer = readPacer(maxReadUnits, clock)
  const bySecond = Array.from({ length: seconds }, () => 0)
  let throttled = 0
  let saved = 0
  let filledAt = 0
  let ended = false
  const reader = async (): Promise<void> => {
    while (!ended) {
      const ticket = await pacer.ready(never)
      // Forty items of 100 bytes make a unit.
      const units = Math.ceil(Math.min(pageUnits, (ticket.maxItems ?? Infinity) / 40))
      for (;;) {
        await new Promise<void>((resolve) => clock.after(5 + clock.random() * 10, resolve))
        if (ended) return
        const now = clock.now()
        saved = Math.min(granted, saved + ((now - filledAt) * granted) / 1000)
        filledAt = now
        if (saved >= units) break
        throttled += 1
        ticket.throttled()
      }
      saved -= units
      const second = Math.floor(clock.now() / 1000)
      bySecond[second] = (bySecond[second] ?? 0) + units
      ticket.consumed(units, units * 40)
    }
  }
  const readers = [reader(), reader(), reader(), reader()]
  await clock.run(seconds * 1000 - 1)
  ended = true
  await clock.run(60_000)
  await Promise.all(readers)
  return { bySecond, throttled }
}

describe('the pacer of reads', () => {
  test.each([100, 1_000])('keeps a maximum of %d units a second within 5 % in each second', async (maxReadUnits) => {
    const { bySecond } = await read(virtualClock(1), { maxReadUnits, granted: 1e6, pageUnits: 128, seconds: 10 })
    for (const units of bySecond.slice(1)) {
      expect(units).toBeLessThanOrEqual(maxReadUnits * 1.05)
      expect(units).toBeGreaterThanOrEqual(maxReadUnits * 0.9)
    }
    expect(bySecond[0]).toBeLessThanOrEqual(maxReadUnits * 1.05)
  })

  test('reads whole pages where nothing limits', async () => {
    const { bySecond } = await read(virtualClock(1), { maxReadUnits: null, granted: 1e6, pageUnits: 128, seconds: 2 })
    // Four readers, a page of 128 units each 10 ms.
    expect(bySecond[1]).toBeGreaterThan(40_000)
  })

  test('finds what a table gives, and uses it', async () => {
    const { bySecond } = await read(virtualClock(1), { maxReadUnits: null, granted: 3_000, pageUnits: 10, seconds: 20 })
    const steady = bySecond.slice(5)
    expect(steady.reduce((sum, units) => sum + units, 0) / steady.length).toBeGreaterThan(3_000 * 0.97)
  })

  test('ends its wait with the signal', async () => {
    const clock = virtualClock(1)
    const pacer = readPacer(1, clock)
    const ticket = await Promise.race([pacer.ready(never), clock.run(100).then(() => null)])
    ticket?.consumed(1_000, 1)
    const stop = new AbortController()
    const waiting = pacer.ready(stop.signal)
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
  })
})
