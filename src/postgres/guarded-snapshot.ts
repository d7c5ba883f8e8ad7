import { ResourceStack } from '../resource-stack.ts'
import { connectSource, type SourceClient } from './connection/connect.ts'
import { guardTables, type TableGuard } from './guard-tables.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'
import type { SourceConfig } from './connection/source-config.ts'

/**
 * A snapshot whose tables cannot be replaced unseen. It holds two sessions: one for the guard, one for the snapshot.
 */
export interface GuardedSnapshot extends Snapshot, Pick<TableGuard, 'verify'> {}

export interface GuardedSnapshotOptions {
  /** Everything that will be read in the snapshot. */
  readonly queries: readonly string[]
  readonly onWait: (detail: string) => void
  /**
   * Called under the guard, before the snapshot is taken, with a session that sees the present; again where a lock had
   * to be waited for.
   */
  readonly beforeSnapshot?: ((client: SourceClient) => Promise<void>) | undefined
}

/**
 * The guard is complete before the snapshot is taken, so that nothing stands between the snapshot and the first read. A
 * session that reads for long takes the locks itself (`lockTables`).
 *
 * @throws PgfoldError SOURCE_LOCK_TIMEOUT, and of the source area
 */
export async function openGuardedSnapshot(
  config: SourceConfig,
  { queries, onWait, beforeSnapshot }: GuardedSnapshotOptions,
  signal: AbortSignal,
): Promise<GuardedSnapshot> {
  await using opened = new ResourceStack()
  const client = opened.use(await connectSource(config, { role: 'guard', signal }))
  const guard = await guardTables(client, queries, {
    onWait,
    signal,
    inside: () => beforeSnapshot?.(client) ?? Promise.resolve(),
  })
  const snapshot = opened.use(await openSnapshot(config, signal))
  const kept = opened.move()
  return { ...snapshot, verify: () => guard.verify(), [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose]() }
}
