import { testFaults } from '../servers/test-faults.ts'
import { closeRuns, runVitest } from './run-vitest.ts'

/**
 * `npm run test:long [-- filter …]`: the long tier (`x.long.test.ts`), which the other commands leave out: soaks of an
 * hour, millions of rows. Files run one after another, because what they measure is time and memory of the machine.
 * stdout comes at the end, as of `npm test`; what a test says of its progress goes to stderr. Without a filter the tier
 * of real commands runs too, once behind each fault of network and service.
 */
const filters = process.argv.slice(2)
const outcomes = [runVitest(filters, { PGFOLD_TEST_LONG: '1' })]
if (filters.length === 0) {
  for (const fault of Object.keys(testFaults)) {
    process.stdout.write(`\nThe tier of real commands behind a fault: ${fault}\n`)
    outcomes.push(runVitest(['.e2e.test.ts'], { PGFOLD_TEST_FAULTS: fault }))
  }
}
closeRuns(outcomes)
