import type { SourceClient } from './connection/connect.ts'

/**
 * Runs reads of a long transaction. Where DDL is not to wait for the whole of it (`ddl: 'check'`), their locks end with
 * them: a savepoint that is rolled back gives up what was locked since it was made, and the snapshot stays as it is.
 * After an error the transaction is over anyway.
 */
export async function releaseLocksAfter<T>(client: SourceClient, read: () => Promise<T>): Promise<T> {
  if (client.config.ddl === 'wait') return await read()
  await client.rows('SAVEPOINT pgfold_read')
  const result = await read()
  await client.rows('ROLLBACK TO SAVEPOINT pgfold_read')
  await client.rows('RELEASE SAVEPOINT pgfold_read')
  return result
}
