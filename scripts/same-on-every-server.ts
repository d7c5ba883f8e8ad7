/**
 * Tests of real commands that look at the process, its disk and its output, and not at the server behind it: they run
 * once, on the newest PostgreSQL, and are left out where a tier is repeated on another server.
 */
export const sameOnEveryServer: readonly string[] = [
  'src/cli/help.e2e.test.ts',
  'src/cli/hostile-names.e2e.test.ts',
  'src/ledger/file-ledger.e2e.test.ts',
  'src/run/failpoints.e2e.test.ts',
  'src/run/full-disk.e2e.test.ts',
  'src/run/random-kills.e2e.test.ts',
  'src/run/rejects/killed-retry.e2e.test.ts',
  'src/validate/failpoints.e2e.test.ts',
  'test/canaries.e2e.test.ts',
  'test/package.e2e.test.ts',
]
