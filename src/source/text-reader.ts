import type { SourceClient, TextRow } from './connect.ts'

export interface TextReaderOptions {
  /** Rows that one FETCH asks for. */
  readonly batchRows: number
}

let cursors = 0

/**
 * Reads a query in batches, every value as PostgreSQL prints it. Another way than the COPY reader in every part (cursor, text,
 * the driver's own protocol parser), so that what it finds can judge what the other one loaded.
 *
 * Must run inside a transaction (`importSnapshot`). Leaving the loop early closes the cursor.
 *
 * @throws PgfoldError of the source area; the signal's reason when aborted
 */
export async function* readTextRows(client: SourceClient, sql: string, { batchRows }: TextReaderOptions, signal: AbortSignal): AsyncGenerator<readonly TextRow[], void, undefined> {
  const cursor = `pgfold_${++cursors}`
  await client.rows(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, { signal })
  try {
    for (;;) {
      const rows = await client.rows(`FETCH ${Math.max(1, Math.floor(batchRows))} FROM ${cursor}`, { signal })
      if (rows.length > 0) yield rows
      if (rows.length < batchRows) break
    }
  } finally {
    // After an error the transaction is over and the cursor with it; that error is the one to be seen.
    if (!client.lost.aborted) await client.rows(`CLOSE ${cursor}`).catch(() => undefined)
  }
}
