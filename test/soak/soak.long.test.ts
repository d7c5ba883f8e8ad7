import { expect, test } from 'vitest'
import { runSoak } from './run-soak.ts'

/** Half an hour would do for a leak of a chunk; an hour also sees what comes with timers and renewals. */
const seconds = 3600
const unitsPerSecond = 1000
const flatBytes = 10 * 1024 * 1024

test('an hour of loading stays flat within 10 MB', { timeout: 2 * seconds * 1000 }, async () => {
  const started = Date.now()
  const measured = await runSoak({
    rows: seconds * unitsPerSecond,
    rowsPerChunk: 50,
    every: 1000,
    writeUnits: unitsPerSecond,
    onMeasurement: ({ chunks, heapUsed, rss }) =>
      void process.stderr.write(
        `soak: ${Math.round((Date.now() - started) / 1000)} s, ${chunks} chunks, heap ${Math.round(heapUsed / 1024)} KB, process ${Math.round(rss / 1024)} KB\n`,
      ),
  })
  // Code and caches of the first minutes are no leak.
  const settled = measured.slice(Math.ceil(measured.length / 10)).map(({ heapUsed, external }) => heapUsed + external)
  expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(flatBytes)
  expect(Date.now() - started).toBeGreaterThan(0.9 * seconds * 1000)
  expect(new Set(measured.slice(1).map(({ listeners }) => listeners)).size).toBe(1)
})
