import { hasPostgres } from '../servers/postgres-binaries.ts'
import { newestMajor, postgresMajors } from '../servers/postgres-majors.ts'
import { installPostgresMatrix } from './install-postgres-matrix.ts'
import { closeRuns, runVitest, skippedRun, type Outcome } from './run-vitest.ts'
import { sameOnEveryServer } from './same-on-every-server.ts'

/**
 * `npm run test:matrix [-- major … filter …]`: the tests that read PostgreSQL on each supported major, or on the majors
 * given, each on an embedded server of that version. Arguments that are not numbers are filters of paths, as of `npm
 * test`. The pure tier is left out: it does not know which server there is.
 */
/** The tiers that read PostgreSQL, and the folders of tests on what tables, types and versions can bring. */
const everyTierOfPostgres = ['.pg.test.ts', '.e2e.test.ts', 'test/tables', 'test/types', 'test/versions']

const parameters = process.argv.slice(2)
const numbers = parameters.filter((parameter) => /^\d+$/.test(parameter))
const filters = parameters.filter((parameter) => !numbers.includes(parameter))
const unknown = numbers.filter((number) => !postgresMajors.some((major) => String(major) === number))
if (unknown.length > 0) {
  process.stderr.write(
    `test:matrix knows no PostgreSQL ${unknown.join(', ')}. Supported: ${postgresMajors.join(', ')}.\n`,
  )
  process.exit(78)
}
const majors = numbers.length === 0 ? postgresMajors : postgresMajors.filter((major) => numbers.includes(String(major)))

if (majors.some((major) => major !== newestMajor)) installPostgresMatrix()
closeRuns(majors.map(testOn))

function testOn(major: number): Outcome {
  if (!hasPostgres(major)) {
    process.stdout.write(
      `\nSKIPPED: PostgreSQL ${major}. npm has no embedded one for ${process.platform}-${process.arch}; PGFOLD_TEST_DATABASE_URL runs the tests on a server of your own.\n`,
    )
    return skippedRun
  }
  process.stdout.write(`\nPostgreSQL ${major}\n`)
  const environment = { PGFOLD_TEST_POSTGRES: String(major) }
  if (filters.length > 0) return runVitest(filters, environment)
  return runVitest(everyTierOfPostgres, environment, sameOnEveryServer)
}
