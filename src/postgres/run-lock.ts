import { createHash } from 'node:crypto'
import type { TableArn } from '../brand.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { parseApplicationName } from './connection/application-name.ts'
import type { SourceClient } from './connection/connect.ts'

/**
 * Giving the lock back is a courtesy: the end of the session does it too, so a server that does not answer is not
 * waited for.
 */
const unlockMs = 2000

/**
 * Keeps a second run off the same table: an advisory lock of this source's database, held by the coordinator's session
 * and so released by the server itself when the process dies. It does not see runs that read another database or a
 * standby.
 *
 * Throws SOURCE_RUN_LOCKED naming the holder's host, process and age
 */
export async function acquireRunLock(
  client: SourceClient,
  targetArn: TableArn,
  signal: AbortSignal,
): Promise<AsyncDisposable> {
  const [high, low] = lockKey(targetArn)
  const [granted] =
    (
      await client.rows('SELECT pg_try_advisory_lock($1::int4, $2::int4)', {
        values: [String(high), String(low)],
        signal,
      })
    )[0] ?? []
  if (granted !== 't')
    throw new PgfoldError('SOURCE_RUN_LOCKED', { detail: await describeHolder(client, high, low, signal) })
  return {
    async [Symbol.asyncDispose]() {
      if (client.lost.aborted) return
      const force = setTimeout(() => client.destroy(), unlockMs)
      try {
        // In a transaction that has failed the unlock would fail, too. A pooler that leaves sessions as they are would
        // keep the lock.
        await client.rollback()
        await client.rows('SELECT pg_advisory_unlock($1::int4, $2::int4)', { values: [String(high), String(low)] })
      } catch {
        // Only the end of the session releases it then.
        client.destroy()
      } finally {
        clearTimeout(force)
      }
    },
  }
}

/** Two signed 32-bit keys. The salt keeps them apart from the advisory locks of the application itself. */
function lockKey(targetArn: TableArn): readonly [number, number] {
  const hash = createHash('sha256').update(`pgfold run lock\n${targetArn}`).digest()
  return [hash.readInt32BE(0), hash.readInt32BE(4)]
}

async function describeHolder(client: SourceClient, high: number, low: number, signal: AbortSignal): Promise<string> {
  const [pid, name, age, address] =
    (
      await client.rows(
        `SELECT l.pid, a.application_name, extract(epoch FROM clock_timestamp() - a.backend_start)::int8, a.client_addr
       FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
         AND l.classid = ($1::int8 & 4294967295)::oid AND l.objid = ($2::int8 & 4294967295)::oid
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        { values: [String(high), String(low)], signal },
      )
    )[0] ?? []
  const holder = parseApplicationName(name ?? '')
  const where =
    holder === null
      ? address === null || address === undefined
        ? 'a session of another role'
        : `a session from ${address}`
      : `host ${holder.host}, process ${holder.pid}`
  const since = age === null || age === undefined ? '' : `, for ${describeAge(Number(age))}`
  return `${where}${since} (server process ${pid ?? 'unknown'})`
}

function describeAge(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
