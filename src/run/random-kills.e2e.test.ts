import { expect, it } from 'vitest'
import { randomFrom } from '../validate/corruption.fixture.ts'
import { randomKills } from './random-kills.fixture.ts'

/** PGFOLD_KILLS=1000 is what random-kills.long.test.ts does. */
const wanted = Number(process.env['PGFOLD_KILLS'] ?? 24)
const seed = Number(process.env['PGFOLD_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

it(
  `the table is identical after ${wanted} kills at random instants, PGFOLD_SEED=${seed}`,
  { timeout: 120_000 + wanted * 60_000 },
  async () => {
    const figures = await randomKills(wanted, randomFrom(seed))
    expect(figures.kills).toBeGreaterThanOrEqual(wanted)
    expect(figures.whileLoading).toBeGreaterThan(wanted / 3)
    process.stdout.write(
      `random kills: ${figures.kills} (${figures.whileLoading} while chunks were loaded), ${figures.tables} tables of ` +
        `${figures.items} items, all identical\n`,
    )
  },
)
