import type { Lsn, SnapshotId } from '../brand.ts'
import type { ErrorCode } from '../errors/error-registry.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { connectSource, type SourceClient } from './connection/connect.ts'
import { requiredValue } from './connection/required-value.ts'
import { quoteLiteral } from './quote.ts'
import { describeSource, type SourceConfig } from './connection/source-config.ts'

/**
 * One consistent view of the source, shared by every reader. It lives as long as `client`'s transaction: as long as it
 * is held, vacuum on the source cannot remove rows that died since, so its age is shown.
 */
export interface Snapshot extends AsyncDisposable {
  /** For `importSnapshot`, in this and in other processes. */
  readonly id: SnapshotId
  /**
   * A WAL position not later than the snapshot: everything committed after the snapshot has a later position, so a
   * change stream from here misses nothing (it may repeat a little). null where the server does not tell it (a right was
   * revoked; Aurora refuses some of the functions).
   */
  readonly lsn: Lsn | null
  /** The server's clock, ISO 8601 with milliseconds. */
  readonly takenAt: string
  /** The coordinator's session, inside the transaction; planning and the run lock use it. */
  readonly client: SourceClient
}

const position = 'CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END'
const clock = `to_char(clock_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** Takes the snapshot; a standby may give it too. */
export async function openSnapshot(config: SourceConfig, signal: AbortSignal): Promise<Snapshot> {
  const client = await connectSource(config, { role: 'snapshot', signal })
  try {
    // Read before the transaction begins: afterwards it could lie behind commits that the snapshot does not see.
    const lsn = await walPosition(client, signal)
    await client.begin('REPEATABLE READ', { signal })
    const [id, takenAt] = (await client.rows(`SELECT pg_export_snapshot(), ${clock}`, { signal }))[0] ?? []
    return {
      id: requiredValue(id, 'snapshot id', config) as SnapshotId,
      lsn,
      takenAt: requiredValue(takenAt, 'time of the snapshot', config),
      client,
      [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
    }
  } catch (error) {
    client.destroy()
    throw error
  }
}

/** Refusals of the server only: a session that is lost is lost, and never a position that cannot be had. */
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['SOURCE_QUERY_FAILED', 'SOURCE_PERMISSION'])

async function walPosition(client: SourceClient, signal: AbortSignal): Promise<Lsn | null> {
  try {
    const [lsn] = (await client.rows(`SELECT ${position}`, { signal }))[0] ?? []
    return lsn === null || lsn === undefined ? null : (lsn as Lsn)
  } catch (error) {
    if (error instanceof PgfoldError && refusals.has(error.code)) return null
    throw error
  }
}

/**
 * A reader's session inside the snapshot. After any failed query its transaction is over: dispose it and import again.
 *
 * Throws SOURCE_SNAPSHOT_LOST when the exporting transaction has ended
 */
export async function importSnapshot(
  config: SourceConfig,
  snapshotId: SnapshotId,
  signal: AbortSignal,
  role = 'reader',
): Promise<SourceClient> {
  const client = await connectSource(config, { role, signal, poolingChecked: true })
  try {
    await client.begin('REPEATABLE READ', { signal })
    await client.rows(`SET TRANSACTION SNAPSHOT ${quoteLiteral(snapshotId)}`, { signal })
    return client
  } catch (error) {
    client.destroy()
    // Whatever the server's reason (no such snapshot, another database, the exporter gone), the view cannot be had
    // again.
    if (error instanceof PgfoldError && error.code === 'SOURCE_QUERY_FAILED') {
      throw new PgfoldError('SOURCE_SNAPSHOT_LOST', { detail: describeSource(config), cause: error })
    }
    throw error
  }
}
