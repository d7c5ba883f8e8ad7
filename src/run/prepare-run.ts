import type { Finding } from '../mapping/finding.ts'
import { resolveMapping } from '../mapping/resolve-mapping.ts'
import type { ResolvedMapping } from '../mapping/resolved.ts'
import type { SourceIdentity, TargetIdentity } from '../ledger/ledger.ts'
import { preflight, refuseErrors } from '../preflight/preflight.ts'
import { readCatalog } from '../source/read-catalog.ts'
import { acquireRunLock } from '../source/run-lock.ts'
import { readSourceIdentity } from '../source/source-identity.ts'
import { openSnapshot, type Snapshot } from '../source/snapshot.ts'
import { describeTable } from '../target/describe-table.ts'
import { dynamoDbClient } from '../target/dynamodb-client.ts'
import type { LiveTable } from '../target/live-table.ts'
import { startWriteUnits } from '../target/start-write-units.ts'
import { ResourceStack } from './resource-stack.ts'
import type { RunOptions } from './run-options.ts'

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

export interface PrepareOptions extends RunOptions {
  readonly stateDirectory: string
  readonly onExisting: 'refuse' | 'append' | 'resume'
  readonly select: (mapping: ResolvedMapping) => ResolvedMapping
  /** A resumed run is bound to what it began with; throws where that differs. Called before any check of the table's content. */
  readonly checkBinding: (source: SourceIdentity, target: TargetIdentity | null) => void
}

/**
 * Takes the snapshot, the lock and every answer that is needed before the first write. Writes nothing to source or target.
 * The lock comes before the checks: while another run fills the table, that is the answer, not that the table holds items.
 */
export async function prepareRun(options: PrepareOptions, signal: AbortSignal): Promise<PreparedRun> {
  const dynamoDb = dynamoDbClient(options.target)
  try {
    await using held = new ResourceStack()
    const live = await describeTable(dynamoDb, options.target.table, signal)
    const target = live === null ? null : targetIdentity(live)
    const snapshot = held.use(await openSnapshot(options.source, signal))
    const { client } = snapshot
    const source = await readSourceIdentity(client)
    options.checkBinding(source, target)
    if (target !== null) held.use(await acquireRunLock(client, target.arn))
    const resolved = resolveMapping(options.mapping, await readCatalog(client, signal))
    const mapping = options.select(resolved.mapping)
    const findings = await preflight({
      source: client,
      mapping,
      target: options.target,
      dynamoDb,
      live,
      stateDirectory: options.stateDirectory,
      onExisting: options.onExisting,
    }, signal)
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

function targetIdentity(live: LiveTable): TargetIdentity {
  return { table: live.name, arn: live.arn, createdAt: live.createdAt }
}
