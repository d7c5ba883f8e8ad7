import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { SourceClient, TextRow } from '../../postgres/connection/connect.ts'

/**
 * The rows, or null when the server refuses the query: for what is good to know and not needed. A lost session is an
 * error still.
 */
export async function askIfPossible(
  client: SourceClient,
  sql: string,
  signal: AbortSignal,
): Promise<readonly TextRow[] | null> {
  try {
    return await client.rows(sql, { signal })
  } catch (error) {
    if (signal.aborted || client.lost.aborted || !(error instanceof PgfoldError)) throw error
    return null
  }
}
