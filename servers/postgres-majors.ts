/**
 * The PostgreSQL majors that pgfold supports and `npm run test:matrix` runs; the last one is what `npm ci` installs.
 */
export const postgresMajors = [14, 15, 16, 17, 18] as const

/** What the normal run tests, and what demo and benchmarks start. */
export const newestMajor = 18

/** The first major that pgfold refuses: one test starts it to see the refusal. */
export const refusedMajor = 13

/**
 * The major that the tests start: `PGFOLD_TEST_POSTGRES`, or the newest.
 * @throws Error when the variable names a major that no package has
 */
export function testedMajor(environment: NodeJS.ProcessEnv = process.env): number {
  const wanted = environment.PGFOLD_TEST_POSTGRES
  if (wanted === undefined || wanted === '') return newestMajor
  const major = postgresMajors.find((known) => String(known) === wanted)
  if (major !== undefined) return major
  throw new Error(`PGFOLD_TEST_POSTGRES is ${wanted}; it can be ${postgresMajors.join(', ')}`)
}
