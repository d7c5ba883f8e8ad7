import { randomUUID } from 'node:crypto'
import { codecFor } from '../../codec/registry.ts'
import { keyCollisions } from '../../mapping/check-key-collisions.ts'
import { checkMapping, type MappingCheck } from '../../mapping/check-mapping.ts'
import type { Mapping } from '../../mapping/define-mapping.ts'
import type { ResolvedMapping } from '../../mapping/resolved.ts'
import { connectSource } from '../../postgres/connection/connect.ts'
import { readCatalog } from '../../postgres/catalog/read-catalog.ts'
import type { SourceConfig } from '../../postgres/connection/source-config.ts'
import type { CheckFinding, CheckReport } from './check-report.ts'
import { checkData } from './check-data.ts'
import { planQueries } from './plan-queries.ts'
import { unusedParts } from './unused-parts.ts'

export interface CheckOptions {
  readonly mapping: Mapping
  readonly source: SourceConfig
  /**
   * Absent or null: mapping against catalog, no row is read. Else the keys of every row are looked at, and of each
   * entity `sampleRows` rows drawn at random are converted as the load would; null: all.
   */
  readonly data?: { readonly sampleRows: number | null } | null | undefined
  /** Draws the same rows again; default: another draw every time. */
  readonly seed?: string | undefined
  /** What is being done, for a line of progress. */
  readonly onStep?: ((step: string) => void) | undefined
}

/**
 * Everything about a mapping that would go wrong later: against the catalog, then as PostgreSQL plans its queries,
 * then, where asked for, against every row. Reads only; the data in one snapshot, with bounded memory. What is wrong
 * with the mapping is a finding of the report, not an exception; `errors` of the report says whether it could be
 * loaded. Findings hold names and counts, no values.
 *
 * @throws PgfoldError of the area source, when the database cannot be read
 */
export async function checkDatabase(options: CheckOptions, signal: AbortSignal): Promise<CheckReport> {
  const { mapping, source, data = null, onStep } = options
  await using client = await connectSource(source, { role: 'check', signal })
  onStep?.('catalog')
  const catalog = await readCatalog(client, signal)
  const check = checkMapping(mapping, catalog)
  const findings: CheckFinding[] = check.findings.map((finding) => ({ ...finding, count: null, basis: 'structure' }))
  const readable = readableMapping(check)
  if (readable !== null)
    findings.push(...unusedParts(readable, catalog), ...(await planQueries(client, readable, signal)))
  const refused = findings.some(({ severity, code }) => severity === 'error' && code !== 'MAPPING_KEY_COLLISION')
  const found =
    data === null || readable === null || refused
      ? null
      : await checkData(
          {
            mapping: readable,
            definition: mapping.definition,
            collisions: keyCollisions(readable.entities, codecFor),
            catalog,
            source,
            sampleRows: data.sampleRows,
            seed: options.seed ?? randomUUID(),
            onStep,
          },
          signal,
        )
  findings.push(...(found?.findings ?? []))
  const of = (severity: CheckFinding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length
  return {
    mapping: { name: mapping.definition.name, hash: mapping.hash },
    source: { database: catalog.database },
    data: found?.data ?? null,
    dataSkipped:
      data !== null && found === null ? 'the mapping has errors; the data is read once they are mended' : null,
    findings,
    errors: of('error'),
    warnings: of('warning'),
    notes: of('note'),
  }
}

/** Keys that could collide are no reason not to look: whether they do is what the data can tell. */
function readableMapping({ resolved, partial, findings }: MappingCheck): ResolvedMapping | null {
  if (resolved !== null) return resolved
  return findings.every(({ severity, code }) => severity !== 'error' || code === 'MAPPING_KEY_COLLISION')
    ? partial
    : null
}
