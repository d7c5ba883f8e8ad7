import { expect, test } from 'vitest'
import { simulateSeeds } from './simulate-seeds.fixture.ts'

const histories = 10_000

/** Other seeds than those of the short mode; each run of the long mode tries the same ones, so that a failure repeats. */
const firstSeed = 1_000_000

test(`${histories} simulated runs end in the table of the naive model`, { timeout: 2 * 3_600_000 }, async () => {
  const { failures, kills, attempts } = await simulateSeeds(firstSeed, histories)
  process.stdout.write(`simulated ${histories} histories: ${attempts} attempts, ${kills} kills\n`)
  expect(failures).toEqual([])
})
