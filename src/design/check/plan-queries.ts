import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { ResolvedMapping } from '../../mapping/resolved.ts'
import { buildLoadQuery } from '../../postgres/load/build-load-query.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import type { CheckFinding } from './check-report.ts'
import { findingFrom } from './finding-from.ts'

/**
 * Has PostgreSQL plan the query of every entity, without running it: a wrong text in sql(…), a right that is missing, a
 * view that broke, all show before anything is read.
 */
export async function planQueries(
  client: SourceClient,
  mapping: ResolvedMapping,
  signal: AbortSignal,
): Promise<readonly CheckFinding[]> {
  const findings: CheckFinding[] = []
  for (const entity of mapping.entities) {
    try {
      await client.rows(`EXPLAIN ${buildLoadQuery(entity, { kind: 'all' }).sql}`, { signal })
    } catch (error) {
      if (!(error instanceof PgfoldError) || client.lost.aborted) throw error
      const message = `${entity.name}: ${error.detail ?? error.message}`
      findings.push(
        findingFrom({
          severity: 'error',
          code: error.code,
          place: `entities.${entity.name}.from`,
          count: null,
          basis: 'structure',
          message,
          fix: error.fix,
        }),
      )
    }
  }
  return findings
}
