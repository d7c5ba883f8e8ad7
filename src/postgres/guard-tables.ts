import { setTimeout as sleep } from 'node:timers/promises'
import { PgfoldError } from '../errors/pgfold-error.ts'
import type { SourceClient } from './connection/connect.ts'
import { lockedTables, tableChanges, type GuardedTable } from './guarded-table.ts'

/**
 * A rewrite (ALTER TABLE … TYPE), TRUNCATE or an exchange of tables does not respect snapshots: a reader whose snapshot
 * is older finds the table empty, without an error. While a guard is held, that cannot happen unseen.
 */
export interface TableGuard {
  /** The tables as they were before the snapshot; null where locks keep them that way. */
  readonly watched: readonly GuardedTable[] | null
  /**
   * Throws SOURCE_TABLES_CHANGED naming the tables, and the error of the session where it is lost. Called after the
   * last read.
   */
  verify(): Promise<void>
  /** Ends the transaction, and with it the locks. */
  release(): Promise<void>
}

export interface PatienceOptions {
  /** Told when a lock is waited for, once for each holder. */
  readonly onWait: (detail: string) => void
  readonly signal: AbortSignal
  /** How long locks are tried for in all; default 60,000. */
  readonly patienceMs?: number | undefined
}

/**
 * Below deadlock_timeout (1 s by default): where another session waits for a table that we hold already, we are gone
 * before the server looks for a deadlock and cancels one of the two. Whoever queues behind us waits no longer than this
 * either.
 */
const lockMs = 800
const pauseMs = 400

/**
 * As long as a migration of the application is likely to take; then the run ends with the holder's name instead of
 * waiting for a forgotten session.
 */
const defaultPatienceMs = 60_000

export interface GuardOptions extends PatienceOptions {
  /** Done under the guard, again with every attempt. */
  readonly inside?: (() => Promise<void>) | undefined
}

/**
 * Has the server plan these queries, without running them: planning takes ACCESS SHARE on everything that they read,
 * partitions, children, tables below views and in raw SQL included, and asks for no right but that of reading. The
 * locks are kept until `release` (`ddl: 'wait'`), or noted and given up at once (`ddl: 'check'`). Must come before the
 * snapshot is taken; the session is outside a transaction before, and in one afterwards.
 *
 * @throws PgfoldError SOURCE_LOCK_TIMEOUT naming the holder, and what the queries are refused with
 */
export async function guardTables(
  client: SourceClient,
  queries: readonly string[],
  options: GuardOptions,
): Promise<TableGuard> {
  return await retryWhileLocked(client, options, () => hold(client, queries, options))
}

/**
 * Does something that waits for locks in short attempts, each a transaction of its own, so that nobody waits for us
 * meanwhile.
 */
export async function retryWhileLocked<T>(
  client: SourceClient,
  { onWait, signal, patienceMs = defaultPatienceMs }: PatienceOptions,
  attempt: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + patienceMs
  let said = ''
  await client.setLockTimeout(lockMs)
  for (;;) {
    try {
      const result = await attempt()
      await client.setLockTimeout(null)
      return result
    } catch (error) {
      if (client.lost.aborted || signal.aborted) throw error
      await client.rollback()
      if (!(error instanceof PgfoldError) || error.code !== 'SOURCE_LOCK_TIMEOUT') throw error
      const detail = await describeHolders(client)
      if (performance.now() > deadline) {
        throw new PgfoldError('SOURCE_LOCK_TIMEOUT', {
          detail,
          fix: 'Wait for the other session to end, or end it, then run the same command again.',
          cause: error,
        })
      }
      if (detail !== said) onWait(`waiting for a lock: ${detail}`)
      said = detail
      await sleep(pauseMs, undefined, { signal })
    }
  }
}

/**
 * Takes the same locks in a session that is about to read in the snapshot, while nothing waits for them yet: where DDL
 * has begun to wait for the guard, whoever asks for such a lock afterwards stands behind it. Nothing to do where locks
 * are not kept.
 */
export async function lockTables(client: SourceClient, queries: readonly string[], signal: AbortSignal): Promise<void> {
  if (client.config.ddl === 'check') return
  for (const sql of queries) await client.rows(`EXPLAIN ${sql}`, { signal })
}

async function hold(
  client: SourceClient,
  queries: readonly string[],
  { inside, signal }: GuardOptions,
): Promise<TableGuard> {
  const waits = client.config.ddl === 'wait'
  await client.begin('READ COMMITTED')
  for (const sql of queries) await client.rows(`EXPLAIN ${sql}`, { signal })
  await inside?.()
  const watched = waits ? null : await lockedTables(client, signal)
  // Another transaction, which holds nothing: in it the server's own limits for idle sessions stay off.
  if (!waits) await client.begin('READ COMMITTED')
  return {
    watched,
    async verify() {
      if (client.lost.aborted) throw client.lost.reason
      if (watched === null) return
      const changes = await tableChanges(client, watched)
      // Reading the definition of a view locks it, on PostgreSQL 14 until the transaction ends.
      await client.begin('READ COMMITTED')
      refuseChanges(changes)
    },
    async release() {
      await client.rollback()
    },
  }
}

/** Throws SOURCE_TABLES_CHANGED when there are any. */
export function refuseChanges(changes: readonly string[]): void {
  if (changes.length > 0) throw new PgfoldError('SOURCE_TABLES_CHANGED', { detail: changes.join('; ') })
}

async function describeHolders(client: SourceClient): Promise<string> {
  const rows = await client.rows(
    `SELECT format('%I.%I', n.nspname, c.relname), l.pid
     FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid IS DISTINCT FROM pg_backend_pid() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database()) AND n.nspname !~ '^pg_'
     ORDER BY l.granted DESC, 1, 2 LIMIT 5`,
  )
  if (rows.length === 0) return 'another session holds a table of the mapping'
  return rows
    .map(([table, pid]) => `${table ?? ''} is locked by ${pid === null ? 'recovery' : `server process ${pid ?? ''}`}`)
    .join(', ')
}
