import type { Finding } from '../mapping/finding.ts'
import { resolveMapping } from '../mapping/resolve-mapping.ts'
import type { ResolvedMapping } from '../mapping/resolved.ts'
import { targetIdentity, type TargetIdentity } from '../dynamodb/table/target-identity.ts'
import { preflight, refuseErrors } from '../doctor/preflight.ts'
import { readCatalog } from '../postgres/catalog/read-catalog.ts'
import { acquireRunLock } from '../postgres/run-lock.ts'
import { readSourceIdentity, type SourceIdentity } from '../postgres/catalog/source-identity.ts'
import { openSnapshot, type Snapshot } from '../postgres/snapshot.ts'
import { describeTable } from '../dynamodb/table/describe-table.ts'
import { dynamoDbClient } from '../dynamodb/transport/dynamodb-client.ts'
import { startWriteUnits } from '../dynamodb/rate/start-write-units.ts'
import type { LedgerSummary } from '../ledger/ledger.ts'
import type { Mapping } from '../mapping/define-mapping.ts'
import { selectEntities } from '../mapping/select-entities.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import type { TargetConfig } from '../dynamodb/transport/target-config.ts'
import { checkSourceBinding, checkTargetBinding } from './check-binding.ts'

/** Everything that a run holds while it loads; disposing ends the snapshot and frees the lock. */
export interface PreparedRun extends AsyncDisposable {
  readonly snapshot: Snapshot
  readonly mapping: ResolvedMapping
  readonly source: SourceIdentity
  readonly target: TargetIdentity
  /** Write units a second that the table takes at once; null where nobody can say. */
  readonly startWriteUnits: number | null
  readonly warnings: readonly Finding[]
}

export interface PrepareOptions {
  readonly mapping: Mapping
  readonly source: SourceConfig
  readonly target: TargetConfig
  readonly stateDirectory: string
  readonly attempt: RunAttempt
}

export type RunAttempt =
  /** `entities` names entities or groups; empty: all. */
  | { readonly kind: 'new'; readonly onExisting: 'refuse' | 'append'; readonly entities: readonly string[] }
  /** A resumed run is bound to the source, the table and the entities that it began with. */
  | { readonly kind: 'resumed'; readonly run: LedgerSummary }

/**
 * Takes the snapshot, the lock and every answer that is needed before the first write. Writes nothing to source or
 * target. The lock comes before the checks: while another run fills the table, that is the answer, not that the table
 * holds items.
 */
export async function prepareRun(options: PrepareOptions, signal: AbortSignal): Promise<PreparedRun> {
  const { attempt } = options
  const dynamoDb = dynamoDbClient(options.target)
  try {
    await using held = new AsyncDisposableStack()
    const live = await describeTable(dynamoDb, options.target.table, signal)
    const target = live === null ? null : targetIdentity(live)
    const snapshot = held.use(await openSnapshot(options.source, signal))
    const { client } = snapshot
    const source = await readSourceIdentity(client)
    // Before any check of the table's content: what another run's table holds is no finding about this one.
    if (attempt.kind === 'resumed') {
      checkSourceBinding(attempt.run, source)
      if (target !== null) checkTargetBinding(attempt.run, target)
    }
    if (target !== null) held.use(await acquireRunLock(client, target.arn))
    const resolved = resolveMapping(options.mapping, await readCatalog(client, signal))
    const mapping = selectAttempted(resolved.mapping, attempt)
    const findings = await preflight(
      {
        source: client,
        mapping,
        target: options.target,
        dynamoDb,
        live,
        stateDirectory: options.stateDirectory,
        onExisting: attempt.kind === 'resumed' ? 'resume' : attempt.onExisting,
      },
      signal,
    )
    refuseErrors(findings)
    if (live === null || target === null) throw new Error('the table definition check passes no missing table')
    const kept = held.move()
    return {
      snapshot,
      mapping,
      source,
      target,
      startWriteUnits: startWriteUnits(live, options.target.endpoint),
      warnings: [...resolved.warnings, ...findings],
      [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
    }
  } finally {
    dynamoDb.destroy()
  }
}

function selectAttempted(mapping: ResolvedMapping, attempt: RunAttempt): ResolvedMapping {
  if (attempt.kind === 'new') return selectEntities(mapping, attempt.entities)
  const names = new Set(attempt.run.entities.map(({ entity }) => entity))
  return { ...mapping, entities: mapping.entities.filter(({ name }) => names.has(name)) }
}
