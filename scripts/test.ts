import { hasJava } from '../servers/dynamodb-emulator.ts'
import { closeRuns, runVitest, skippedRun } from './run-vitest.ts'
import { sameOnEveryServer } from './same-on-every-server.ts'

/**
 * `npm test [-- filter …]`: all tiers on the embedded servers, then the end-to-end tier and the mutation harness
 * of the validation once more on AWS's own DynamoDB Local, without what is the same on every server.
 * The second judge needs Java 17; where it is missing that is said loudly and counted as one skipped.
 */
const filters = process.argv.slice(2)

const outcomes = [runVitest(filters, {})]
if (filters.length === 0) {
  if (hasJava()) {
    process.stdout.write('\nThe end-to-end tier and the mutation harness again, on DynamoDB Local\n')
    outcomes.push(
      runVitest(
        ['.e2e.test.ts', 'src/validate/mutations'],
        { PGFOLD_TEST_EMULATOR: 'dynamodb-local' },
        sameOnEveryServer,
      ),
    )
  } else {
    process.stdout.write(
      '\nSKIPPED: the end-to-end tier and the mutation harness on DynamoDB Local. There is no Java 17 on the PATH; install one to run it.\n',
    )
    outcomes.push(skippedRun)
  }
}
closeRuns(outcomes)
