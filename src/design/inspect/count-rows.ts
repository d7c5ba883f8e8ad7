import type { CatalogTable } from '../../catalog/catalog.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { quoteTable } from '../../postgres/quote.ts'
import { askIfPossible } from './ask-if-possible.ts'
import { hintsOf, tableId, type SourceHints } from './source-hints.ts'

/**
 * Exact row counts of tables that this role can see whole; each reads its table, or an index of it. Views are not
 * counted: they may be anything.
 */
export async function countRows(
  client: SourceClient,
  tables: readonly CatalogTable[],
  hints: SourceHints,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const counted = new Map<string, number>()
  for (const table of tables) {
    if (table.kind === 'view' || table.rowSecurity || !hintsOf(hints, table).readable) continue
    const [row] = (await askIfPossible(client, `SELECT count(*) FROM ${quoteTable(table)}`, signal)) ?? []
    if (row !== undefined) counted.set(tableId(table), Number(row[0]))
  }
  return counted
}
