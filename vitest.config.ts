import { configDefaults, defineConfig } from 'vitest/config'

/**
 * Tiers are carried by the suffix of a test file (STYLE in CONTRIBUTING.md):
 * `x.test.ts` is pure, `x.pg.test.ts` needs PostgreSQL, `x.ddb.test.ts` an
 * emulator, `x.e2e.test.ts` runs the real command in a real process. The servers
 * start once per run, in the global set-up, and stop at its end.
 *
 * `x.long.test.ts` takes minutes to hours and is run by `npm run test:long` only,
 * which sets PGFOLD_TEST_LONG; everything else leaves it out.
 */
const long = process.env.PGFOLD_TEST_LONG === '1'
const rooms = '{src,servers,test,bench,scripts,demo,examples}'

export default defineConfig({
  test: {
    include: [long ? `${rooms}/**/*.long.test.ts` : `${rooms}/**/*.test.ts`],
    exclude: [...configDefaults.exclude, ...(long ? [] : ['**/*.long.test.ts'])],
    globalSetup: ['servers/vitest-global-setup.ts'],
    // A long test that needs more than two hours says so itself.
    testTimeout: long ? 2 * 3_600_000 : 60_000,
    hookTimeout: 120_000,
    // Two cores, shared with a PostgreSQL and an emulator: more workers only make time-outs, and what a long test
    // measures is time and memory of the machine.
    maxWorkers: long ? 1 : 2,
    passWithNoTests: false,
    reporters: ['default', './scripts/closing-line-reporter.ts'],
  },
})
