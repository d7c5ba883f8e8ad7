import { defineConfig } from 'vitest/config'

/**
 * Tiers are carried by the suffix of a test file (STYLE in CONTRIBUTING.md):
 * `x.test.ts` is pure, `x.pg.test.ts` needs PostgreSQL, `x.ddb.test.ts` an
 * emulator, `x.e2e.test.ts` runs the real command in a real process. The servers
 * start once per run, in the global set-up, and stop at its end.
 */
export default defineConfig({
  test: {
    include: ['{src,servers,test,bench,scripts,demo,examples}/**/*.test.ts'],
    globalSetup: ['servers/vitest-global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores, shared with a PostgreSQL and an emulator: more workers only make time-outs.
    maxWorkers: 2,
    passWithNoTests: false,
    reporters: ['default', './scripts/closing-line-reporter.ts'],
  },
})
