import type { TestDatabase } from './test-database.ts'

/** The major version of the server a test runs on, for a test to say what differs: 14 for 14.23. */
export async function serverMajor(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int AS version`,
  )
  if (row === undefined) throw new Error('the server does not say its version')
  return Math.floor(row.version / 10_000)
}
