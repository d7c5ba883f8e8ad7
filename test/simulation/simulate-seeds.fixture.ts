import { simulateHistory } from './simulate-history.fixture.ts'

/** Simulates so many seeds from the first one on; a failure names its seed, with which it can be replayed. */
export async function simulateSeeds(
  firstSeed: number,
  histories: number,
): Promise<{
  readonly histories: number
  readonly attempts: number
  readonly kills: number
  readonly failures: readonly { readonly seed: number; readonly differences: readonly string[] }[]
}> {
  const failures: { seed: number; differences: readonly string[] }[] = []
  let attempts = 0
  let kills = 0
  for (let seed = firstSeed; seed < firstSeed + histories; seed += 1) {
    const history = await simulateHistory(seed)
    attempts += history.attempts
    kills += history.kills
    if (history.differences.length > 0) failures.push({ seed, differences: history.differences.slice(0, 5) })
  }
  return { histories, attempts, kills, failures }
}
