import type { SourceClient, TextRow } from './connection/connect.ts'

export interface TextReaderOptions {
  /** Rows that one FETCH asks for at most. */
  readonly batchRows: number
}

let cursors = 0

/** What a FETCH shall bring; the whole answer is held in memory, in the driver and again as rows. */
const wantedCharacters = 4 * 1024 * 1024
const firstRows = 50

/**
 * Reads a query in batches, every value as PostgreSQL prints it. Another way than the COPY reader in every part
 * (cursor, text, the driver's own protocol parser), so that what it finds can judge what the other one loaded. The size
 * of the rows of a batch decides how many the next one brings.
 *
 * Must run inside a transaction (`importSnapshot`). Leaving the loop early closes the cursor.
 *
 * Throws errors of the source area; the signal's reason when aborted
 */
export async function* readTextRows(
  client: SourceClient,
  sql: string,
  { batchRows }: TextReaderOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly TextRow[], void, undefined> {
  const cursor = `pgfold_${++cursors}`
  await client.rows(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, { signal })
  try {
    const most = Math.max(1, Math.floor(batchRows))
    for (let wanted = Math.min(firstRows, most); ;) {
      const rows = await client.rows(`FETCH ${wanted} FROM ${cursor}`, { signal })
      if (rows.length > 0) yield rows
      if (rows.length < wanted) break
      const characters = rows.reduce((sum, row) => sum + rowCharacters(row), 0)
      // At most twice as many: rows that follow may be larger.
      wanted = Math.max(
        1,
        Math.min(most, wanted * 2, Math.floor((wantedCharacters * rows.length) / Math.max(1, characters))),
      )
    }
  } finally {
    // After an error the transaction is over and the cursor with it; that error is the one to be seen.
    if (!client.lost.aborted) await client.rows(`CLOSE ${cursor}`, { signal }).catch(() => undefined)
  }
}

function rowCharacters(row: TextRow): number {
  let characters = 0
  for (const value of row) if (value !== null) characters += value.length
  return characters
}
