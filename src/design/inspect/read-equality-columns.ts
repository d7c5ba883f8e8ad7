import type { Catalog } from '../../catalog/catalog.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { askIfPossible } from './ask-if-possible.ts'
import { equalityColumns } from './equality-columns.ts'
import type { SourceHints } from './source-hints.ts'

/** The statements called most say enough; the view holds 5,000 by default. */
const maxStatements = 1_000

/** Fewer calls than this, or a smaller share of all calls, are no habit of the application. */
const minCalls = 20
const minShare = 0.01

/** What the view shows of the statements of other roles to one without pg_read_all_stats. */
const hidden = '<insufficient privilege>'

/**
 * Columns by which statements ask for one value, per table, with the number of calls. The texts of the statements stay
 * here.
 */
export async function readEqualityColumns(
  client: SourceClient,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<{
  readonly statements: SourceHints['statements']
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, number>>
}> {
  const [extension] =
    (await askIfPossible(
      client,
      'SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = ' +
        "'pg_stat_statements'",
      signal,
    )) ?? []
  const schema = extension?.[0] ?? null
  if (schema === null) return { statements: 'not installed', columns: new Map() }
  const rows = await askIfPossible(
    client,
    `SELECT s.query, s.calls FROM ${quoteIdentifier(schema)}.pg_stat_statements s
     WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND (s.query ~* '^\\s*(select|with|update|delete)\\M' OR s.query = '${hidden}')
     ORDER BY s.calls DESC, s.queryid LIMIT ${maxStatements}`,
    signal,
  )
  if (rows === null) return { statements: 'not readable', columns: new Map() }
  const statements = rows.flatMap(([query, calls]) =>
    query === null || query === undefined ? [] : [{ query, calls: Number(calls ?? 0) }],
  )
  const columns = habits(statements, catalog)
  // A role always sees its own statements, ours among them; where those of others are hidden, finding nothing means
  // nothing.
  const isBlind = columns.size === 0 && rows.some(([query]) => query === hidden)
  return { statements: isBlind ? 'not readable' : 'read', columns }
}

function habits(
  statements: readonly { readonly query: string; readonly calls: number }[],
  catalog: Catalog,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const columns = new Map<string, Map<string, number>>()
  let all = 0
  for (const { query, calls } of statements) {
    const found = equalityColumns(query, catalog)
    if (found.length > 0) all += calls
    for (const { table, column } of found) {
      const ofTable = columns.get(table) ?? new Map<string, number>()
      ofTable.set(column, (ofTable.get(column) ?? 0) + calls)
      columns.set(table, ofTable)
    }
  }
  const least = Math.max(minCalls, all * minShare)
  return new Map(
    [...columns].map(([table, ofTable]) => [table, new Map([...ofTable].filter(([, calls]) => calls >= least))]),
  )
}
