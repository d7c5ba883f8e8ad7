import { describe, expect, it } from 'vitest'
import { createReadPace } from './read-pace.ts'

describe('read pace', () => {
  it('keeps the average over parallel readers', async () => {
    const pace = createReadPace(1000)
    const start = performance.now()
    const { signal } = new AbortController()
    await Promise.all([1, 2, 3].map(async () => {
      for (let page = 0; page < 5; page += 1) {
        await pace.ready(signal)
        pace.spent(20)
      }
    }))
    await pace.ready(signal)
    // 15 pages of 20 units at 1,000 a second.
    expect(performance.now() - start).toBeGreaterThan(280)
  })

  it('does not wait without a limit, and ends with the signal', async () => {
    await createReadPace(undefined).ready(new AbortController().signal)
    const pace = createReadPace(1)
    pace.spent(100)
    await expect(pace.ready(AbortSignal.timeout(20))).rejects.toThrow('aborted')
  })
})
