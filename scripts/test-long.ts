import { closeRuns, runVitest } from './run-vitest.ts'

/**
 * `npm run test:long [-- filter …]`: the long tier (`x.long.test.ts`), which the other commands leave out: soaks of an
 * hour, millions of rows. Files run one after another, because what they measure is time and memory of the machine.
 * stdout comes at the end, as of `npm test`; what a test says of its progress goes to stderr.
 */
closeRuns([runVitest(process.argv.slice(2), { PGFOLD_TEST_LONG: '1' })])
