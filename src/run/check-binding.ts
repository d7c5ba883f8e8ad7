import { PgfoldError } from '../errors/pgfold-error.ts'
import type { TargetIdentity } from '../dynamodb/table/target-identity.ts'
import type { LedgerSummary } from '../ledger/ledger.ts'
import type { SourceIdentity } from '../postgres/catalog/source-identity.ts'
import { canonicalJson } from '../mapping/canonical-json.ts'
import type { MappingOrigin } from '../mapping/mapping-origin.ts'
import type { ResolvedMapping } from '../mapping/resolved.ts'
import { startAgain } from './start-again.ts'
import { schemaChanges } from '../mapping/schema-changes.ts'
import type { SchemaRecord } from '../mapping/schema-record.ts'

/** Throws RUN_OTHER_MAPPING, naming the file, unless the run began with this mapping. */
export function checkMappingBinding(
  summary: LedgerSummary,
  mapping: LedgerSummary['mapping'],
  origin?: MappingOrigin,
): void {
  if (summary.mapping.hash === mapping.hash) return
  throw new PgfoldError('RUN_OTHER_MAPPING', {
    detail: `the run began with ${named(summary.mapping)}, this is ${named(mapping)}`,
    place: origin === undefined ? undefined : origin.kind === 'file' ? origin.path : origin.name,
  })
}

/** Throws RUN_OTHER_SOURCE naming what differs. A standby has its primary's identity. */
export function checkSourceBinding(summary: LedgerSummary, source: SourceIdentity): void {
  if (summary.source.database !== source.database) {
    throw new PgfoldError('RUN_OTHER_SOURCE', {
      detail: `the run reads database ${summary.source.database}, this one is ${source.database}`,
    })
  }
  if (summary.source.systemIdentifier !== source.systemIdentifier) {
    throw new PgfoldError('RUN_OTHER_SOURCE', {
      detail:
        `the run reads server ${summary.source.systemIdentifier} (system identifier), ` +
        `this one is ${source.systemIdentifier}`,
    })
  }
}

/** Throws RUN_OTHER_TARGET naming what differs; null: there is no such table. */
export function checkTargetBinding(summary: LedgerSummary, target: TargetIdentity | null): void {
  if (target === null) {
    // Not "create it": a table made now would be refused the next time.
    throw new PgfoldError('RUN_OTHER_TARGET', {
      detail: `the run's table ${summary.target.table} does not exist (any more) at this endpoint`,
      fix: `Check region and endpoint. If the table was deleted, what was loaded is gone with it: ${startAgain(summary.origin)}`,
    })
  }
  if (summary.target.arn !== target.arn) {
    throw new PgfoldError('RUN_OTHER_TARGET', {
      detail: `the run writes to ${summary.target.arn}, this table is ${target.arn}`,
    })
  }
  if (summary.target.createdAt !== target.createdAt) {
    throw new PgfoldError('RUN_OTHER_TARGET', {
      detail:
        `the run's table ${summary.target.table} was created at ${summary.target.createdAt}, ` +
        `this one at ${target.createdAt}: it was deleted and created again`,
    })
  }
}

/**
 * Throws RUN_OTHER_CHUNK_KEY where what is pending was recorded in ranges of other columns than the mapping is cut by
 * now.
 */
export function checkChunkKeyBinding(summary: LedgerSummary, mapping: ResolvedMapping): void {
  const keys = new Map(mapping.entities.map(({ name, chunkBy }) => [name, chunkBy?.columns ?? []]))
  for (const { entity, pending, chunkColumns } of summary.entities) {
    const columns = (keys.get(entity) ?? []).map(({ column }) => column)
    const isCut = pending.some(({ kind }) => kind !== 'all')
    if (!isCut || canonicalJson(chunkColumns) === canonicalJson(columns)) continue
    throw new PgfoldError('RUN_OTHER_CHUNK_KEY', {
      detail: `${entity} was cut by ${chunkColumns.join(', ')} and would now be by ${columns.join(', ') || 'nothing'}`,
    })
  }
}

/**
 * Throws RUN_OTHER_SCHEMA naming tables and columns, unless the mapping reads the source as it did when the run began.
 */
export function checkSchemaBinding(before: SchemaRecord, now: SchemaRecord): void {
  const changes = schemaChanges(before, now)
  if (changes.length > 0) throw new PgfoldError('RUN_OTHER_SCHEMA', { detail: changes.join('; ') })
}

function named({ name, hash }: LedgerSummary['mapping']): string {
  return `${name} (${hash.slice(0, 12)})`
}
