import { schemaRecord, type SchemaRecord } from '../mapping/schema-record.ts'
import type { Finding } from '../mapping/finding.ts'
import { resolveMapping } from '../mapping/resolve-mapping.ts'
import type { ResolvedMapping } from '../mapping/resolved.ts'
import type { Mapping } from '../mapping/define-mapping.ts'
import { selectEntities } from '../mapping/select-entities.ts'
import { describeTable } from '../dynamodb/table/describe-table.ts'
import { targetIdentity, type TargetIdentity } from '../dynamodb/table/target-identity.ts'
import { dynamoDbClient } from '../dynamodb/transport/dynamodb-client.ts'
import type { TargetConfig } from '../dynamodb/transport/target-config.ts'
import { startWriteUnits } from '../dynamodb/rate/start-write-units.ts'
import { preflight, refuseErrors } from '../doctor/preflight.ts'
import type { LedgerSummary } from '../ledger/ledger.ts'
import { readCatalog } from '../postgres/catalog/read-catalog.ts'
import { readSourceIdentity, type SourceIdentity } from '../postgres/catalog/source-identity.ts'
import { connectSource, type SourceClient } from '../postgres/connection/connect.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import { lockTables, refuseChanges, retryWhileLocked, type TableGuard } from '../postgres/guard-tables.ts'
import { tableChanges } from '../postgres/guarded-table.ts'
import { acquireRunLock } from '../postgres/run-lock.ts'
import { openSnapshot, type Snapshot } from '../postgres/snapshot.ts'
import { ResourceStack } from '../resource-stack.ts'
import { checkChunkKeyBinding, checkSchemaBinding, checkSourceBinding, checkTargetBinding } from './check-binding.ts'
import { guardSource, type ResolvedRun } from './guard-source.ts'
import { loadQueries } from '../postgres/load/load-queries.ts'
import { checkPlanBinding, type PlanBinding } from './plan-binding.ts'
import type { EventListener } from './run-event.ts'

/** Everything that a run holds while it loads; disposing ends the snapshot and frees the lock. */
export interface PreparedRun extends AsyncDisposable {
  readonly snapshot: Snapshot
  /** Keeps the tables as the snapshot sees them, or tells at the end that they are not. */
  readonly guard: TableGuard
  /** Sessions of the coordinator; the run cannot go on without any of them. */
  readonly sessions: readonly SourceClient[]
  readonly mapping: ResolvedMapping
  readonly schema: SchemaRecord
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
  | {
      readonly kind: 'new'
      readonly onExisting: 'refuse' | 'append'
      readonly entities: readonly string[]
      readonly plan: PlanBinding | null
    }
  /** A resumed run is bound to the source, the table, the entities and the schema that it began with. */
  | { readonly kind: 'resumed'; readonly run: LedgerSummary }

/**
 * Takes the snapshot, the locks and every answer that is needed before the first write. Writes nothing to source or
 * target. The run lock comes before the checks: while another run fills the table, that is the answer, not that the
 * table holds items. The tables are guarded before the snapshot is taken: between the two they could be rewritten, and
 * the snapshot would find them empty.
 */
export async function prepareRun(
  options: PrepareOptions,
  onEvent: EventListener,
  signal: AbortSignal,
): Promise<PreparedRun> {
  const { attempt } = options
  const dynamoDb = dynamoDbClient(options.target)
  try {
    await using held = new ResourceStack()
    const live = await describeTable(dynamoDb, options.target.table, signal)
    const target = live === null ? null : targetIdentity(live)
    const client = held.use(await connectSource(options.source, { role: 'guard', signal }))
    const source = await readSourceIdentity(client, signal)
    // Before any check of the table's content: what another run's table holds is no finding about this one.
    if (attempt.kind === 'resumed') {
      checkSourceBinding(attempt.run, source)
      checkTargetBinding(attempt.run, target)
    }
    if (target !== null) held.use(await acquireRunLock(client, target.arn, signal))
    if (attempt.kind === 'resumed') await refuseReplaced(client, attempt.run)
    const onWait = (detail: string): void => onEvent({ kind: 'warning', code: 'SOURCE_LOCK_TIMEOUT', detail })
    const patience = { onWait, signal }
    const resolve = (): Promise<ResolvedRun> => resolveSource(client, options, signal)
    // Sizes of tables are asked for, and a table that is locked does not tell its size.
    const first = await retryWhileLocked(client, patience, resolve)
    const findings = await preflight(
      {
        source: client,
        mapping: first.mapping,
        target: options.target,
        dynamoDb,
        live,
        stateDirectory: options.stateDirectory,
        onExisting: attempt.kind === 'resumed' ? 'resume' : attempt.onExisting,
      },
      signal,
    )
    refuseErrors(findings)
    const { guard, resolved } = await guardSource(client, first, resolve, patience)
    const { mapping, schema, warnings } = resolved
    if (attempt.kind === 'new' && attempt.plan !== null)
      checkPlanBinding(attempt.plan, { mapping, source, target, schema })
    const snapshot = held.use(await openSnapshot(options.source, signal))
    await lockTables(snapshot.client, loadQueries(mapping), signal)
    if (live === null || target === null) throw new Error('the table definition check passes no missing table')
    const kept = held.move()
    return {
      snapshot,
      guard,
      sessions: [client, snapshot.client],
      mapping,
      schema,
      source,
      target,
      startWriteUnits: startWriteUnits(live, options.target.endpoint),
      warnings: [...warnings, ...findings],
      [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
    }
  } finally {
    dynamoDb.destroy()
  }
}

async function resolveSource(
  client: SourceClient,
  { mapping: unresolved, attempt }: PrepareOptions,
  signal: AbortSignal,
): Promise<ResolvedRun> {
  const catalog = await readCatalog(client, signal)
  const resolved = resolveMapping(unresolved, catalog)
  const mapping = selectAttempted(resolved.mapping, attempt)
  const schema = schemaRecord(mapping, catalog)
  if (attempt.kind === 'resumed') {
    checkSchemaBinding(attempt.run.schema, schema)
    checkChunkKeyBinding(attempt.run, mapping)
  }
  return { mapping, schema, warnings: resolved.warnings }
}

/** Tables that an earlier attempt read without a lock: where one has changed since, it may have been read as empty. */
async function refuseReplaced(client: SourceClient, { watched }: LedgerSummary): Promise<void> {
  if (watched !== null) refuseChanges(await tableChanges(client, watched))
}

function selectAttempted(mapping: ResolvedMapping, attempt: RunAttempt): ResolvedMapping {
  if (attempt.kind === 'new') return selectEntities(mapping, attempt.entities)
  const names = new Set(attempt.run.entities.map(({ entity }) => entity))
  return { ...mapping, entities: mapping.entities.filter(({ name }) => names.has(name)) }
}
