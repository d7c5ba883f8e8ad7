import { PgfoldError } from '../errors/pgfold-error.ts'
import { canonicalJson } from '../mapping/canonical-json.ts'
import type { Finding } from '../mapping/finding.ts'
import type { ResolvedMapping } from '../mapping/resolved.ts'
import type { SchemaRecord } from '../mapping/schema-record.ts'
import type { SourceClient } from '../postgres/connection/connect.ts'
import { guardTables, type PatienceOptions, type TableGuard } from '../postgres/guard-tables.ts'
import { loadQueries } from '../postgres/load/load-queries.ts'

/** A mapping as it is resolved against the catalog of one moment. */
export interface ResolvedRun {
  readonly mapping: ResolvedMapping
  readonly schema: SchemaRecord
  readonly warnings: readonly Finding[]
}

/**
 * A change of the tables just before they were guarded makes other queries; so often in a row somebody is at work on
 * them.
 */
const maxResolutions = 5

/** Guards the tables of the mapping, and resolves it once more afterwards: only then it is sure to fit. */
export async function guardSource(
  client: SourceClient,
  first: ResolvedRun,
  resolve: () => Promise<ResolvedRun>,
  patience: PatienceOptions,
): Promise<{ readonly guard: TableGuard; readonly resolved: ResolvedRun }> {
  let before = first
  for (let attempt = 1; ; attempt += 1) {
    let resolved = before
    const inside = async (): Promise<void> => {
      resolved = await resolve()
    }
    const guard = await guardTables(client, loadQueries(before.mapping), { ...patience, inside })
    if (canonicalJson(resolved) === canonicalJson(before)) return { guard, resolved }
    await guard.release()
    if (attempt === maxResolutions)
      throw new PgfoldError('SOURCE_TABLES_CHANGED', {
        detail: `their definitions changed ${attempt} times while the run was prepared`,
      })
    before = resolved
  }
}
