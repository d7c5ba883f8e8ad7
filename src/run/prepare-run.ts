import { PgfoldError } from '../errors/pgfold-error.ts'
import { canonicalJson } from '../mapping/canonical-json.ts'
import type { Finding } from '../mapping/finding.ts'
import { resolveMapping } from '../mapping/resolve-mapping.ts'
import type { ResolvedMapping } from '../mapping/resolved.ts'
import { schemaRecord, type SchemaRecord } from '../mapping/schema-record.ts'
import type { SourceIdentity, TargetIdentity } from '../ledger/ledger.ts'
import { preflight, refuseErrors } from '../doctor/preflight.ts'
import { connectSource, type SourceClient } from '../postgres/connection/connect.ts'
import {
  guardTables,
  lockTables,
  refuseChanges,
  retryWhileLocked,
  type PatienceOptions,
  type TableGuard,
} from '../postgres/guard-tables.ts'
import { tableChanges, type GuardedTable } from '../postgres/guarded-table.ts'
import { readCatalog } from '../postgres/catalog/read-catalog.ts'
import { acquireRunLock } from '../postgres/run-lock.ts'
import { readSourceIdentity } from '../postgres/catalog/source-identity.ts'
import { openSnapshot, type Snapshot } from '../postgres/snapshot.ts'
import { describeTable } from '../dynamodb/table/describe-table.ts'
import { dynamoDbClient } from '../dynamodb/transport/dynamodb-client.ts'
import type { LiveTable } from '../dynamodb/table/live-table.ts'
import type { EventListener } from './event.ts'
import { loadQueries } from './load-queries.ts'
import { startWriteUnits } from '../dynamodb/rate/start-write-units.ts'
import { ResourceStack } from '../resource-stack.ts'
import type { RunOptions } from './run-options.ts'

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

export interface PrepareOptions extends RunOptions {
  readonly stateDirectory: string
  readonly onExisting: 'refuse' | 'append' | 'resume'
  readonly select: (mapping: ResolvedMapping) => ResolvedMapping
  /**
   * A resumed run is bound to what it began with; throws where that differs. Called before any check of the table's
   * content.
   */
  readonly checkBinding: (source: SourceIdentity, target: TargetIdentity | null) => void
  /** The same for the tables and columns that the mapping reads. */
  readonly checkSchema: (schema: SchemaRecord) => void
  /**
   * Tables that an earlier attempt read without a lock: where one has changed since, it may have been read as empty.
   */
  readonly watched: readonly GuardedTable[] | null
}

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
  const dynamoDb = dynamoDbClient(options.target)
  try {
    await using held = new ResourceStack()
    const live = await describeTable(dynamoDb, options.target.table, signal)
    const target = live === null ? null : targetIdentity(live)
    const client = held.use(await connectSource(options.source, { role: 'guard', signal }))
    const source = await readSourceIdentity(client, signal)
    options.checkBinding(source, target)
    if (target !== null) held.use(await acquireRunLock(client, target.arn, signal))
    if (options.watched !== null) refuseChanges(await tableChanges(client, options.watched))
    const onWait = (detail: string): void => onEvent({ kind: 'warning', code: 'SOURCE_LOCK_TIMEOUT', detail })
    const patience = { onWait, signal }
    // Sizes of tables are asked for, and a table that is locked does not tell its size.
    const first = await retryWhileLocked(client, patience, () => resolveSource(client, options, signal))
    options.checkSchema(first.schema)
    const findings = await preflight(
      {
        source: client,
        mapping: first.mapping,
        target: options.target,
        dynamoDb,
        live,
        stateDirectory: options.stateDirectory,
        onExisting: options.onExisting,
      },
      signal,
    )
    refuseErrors(findings)
    const { guard, resolved } = await guardSource(client, first, options, patience)
    const { mapping, schema, warnings } = resolved
    options.checkSchema(schema)
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

interface ResolvedRun {
  readonly mapping: ResolvedMapping
  readonly schema: SchemaRecord
  readonly warnings: readonly Finding[]
}

async function resolveSource(client: SourceClient, options: PrepareOptions, signal: AbortSignal): Promise<ResolvedRun> {
  const catalog = await readCatalog(client, signal)
  const resolved = resolveMapping(options.mapping, catalog)
  const mapping = options.select(resolved.mapping)
  return { mapping, schema: schemaRecord(mapping, catalog), warnings: resolved.warnings }
}

/**
 * A change of the tables just before they were guarded makes other queries; so often in a row somebody is at work on
 * them.
 */
const maxResolutions = 5

/** Guards the tables of the mapping, and resolves it once more afterwards: only then it is sure to fit. */
async function guardSource(
  client: SourceClient,
  first: ResolvedRun,
  options: PrepareOptions,
  patience: PatienceOptions,
): Promise<{ readonly guard: TableGuard; readonly resolved: ResolvedRun }> {
  let before = first
  for (let attempt = 1; ; attempt += 1) {
    let resolved = before
    const inside = async (): Promise<void> => {
      resolved = await resolveSource(client, options, patience.signal)
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

function targetIdentity(live: LiveTable): TargetIdentity {
  return { table: live.name, arn: live.arn, createdAt: live.createdAt }
}
