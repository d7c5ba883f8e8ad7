import { expect, test } from 'vitest'
import { runSoak } from './run-soak.ts'

test('a load of thousands of chunks keeps nothing of a chunk that is done', { timeout: 300_000 }, async () => {
  const measured = await runSoak({ rows: 5_000, rowsPerChunk: 2, every: 250, writeUnits: null })
  const [first] = measured.slice(3)
  const last = measured.at(-1)
  if (first === undefined || last === undefined) throw new Error('nothing was measured')
  expect(last.chunks - first.chunks).toBeGreaterThanOrEqual(1_500)
  // A listener that stayed behind with each chunk was 1,100 bytes.
  const bytesPerChunk = (last.heapUsed - first.heapUsed) / (last.chunks - first.chunks)
  expect(bytesPerChunk, JSON.stringify(measured)).toBeLessThan(400)
  expect(last.listeners).toBe(first.listeners)
})
