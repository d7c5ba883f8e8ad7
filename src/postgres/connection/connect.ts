import type { Socket } from 'node:net'
import type pg from 'pg'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { askBackend } from './ask-backend.ts'
import { cancelBackend } from './cancel-backend.ts'
import { createDriver } from './create-driver.ts'
import { refuseTransactionPooling } from './refuse-transaction-pooling.ts'
import { describeSource, type SourceConfig } from './source-config.ts'
import { toSourceError } from './source-error.ts'
import { SourceSocket } from './source-socket.ts'
import { type Isolation, readServerFacts, sourceTransactions, type SourceTransactions } from './source-transactions.ts'
import { watchBackendKey } from './watch-backend-key.ts'
import { watchChannelBinding } from './watch-channel-binding.ts'
import { watchInactivity, type InactivityWatch } from './watch-inactivity.ts'

/** A row in PostgreSQL's own text, column by column, null for NULL. */
export type TextRow = readonly (string | null)[]

export interface QueryOptions {
  /** For $1, $2 …. */
  readonly values?: readonly (string | null)[]
  /** Cancels the query at the server; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/**
 * One session on the source. Everything runs in a read-only transaction under the settings of `session-settings.ts`:
 * the one that `begin` has opened, else one of its own for each statement. Not for concurrent queries.
 */
export interface SourceClient extends AsyncDisposable {
  readonly config: SourceConfig
  /** Process id of the server's backend. */
  readonly pid: number
  /** `server_version_num`, 180004 for 18.4. */
  readonly serverVersion: number
  /**
   * All rows at once, as text: no parser runs. The text is one statement: in the extended protocol the server itself
   * refuses more, so that no text of a mapping can end the read-only transaction and begin another. Throws errors
   * of the source area.
   */
  rows(sql: string, options?: QueryOptions): Promise<readonly TextRow[]>
  /** Opens a transaction for all statements that follow; ends the one that was open. */
  begin(isolation: Isolation, options?: Pick<QueryOptions, 'signal'>): Promise<void>
  /** Ends the open transaction, if there is one. */
  rollback(): Promise<void>
  /** How long locks are waited for from now on; null: the default. */
  setLockTimeout(milliseconds: number | null): Promise<void>
  /** Aborts when the session is gone, with the PgfoldError as reason. */
  readonly lost: AbortSignal
  /** For streams inside `source/`: the driver's client, and the watch to be kept informed. */
  readonly driver: pg.Client
  readonly watch: InactivityWatch
  /** Ends the session without a goodbye, whatever it is doing. */
  destroy(): void
}

const minServerVersion = 140_000

export interface ConnectOptions {
  /** Says in pg_stat_activity what the session is for (`snapshot`, `reader`, `validate`). */
  readonly role: string
  readonly signal: AbortSignal
  /** Another session of the same command has been through the check for transaction pooling. */
  readonly poolingChecked?: boolean | undefined
}

/**
 * Opens a session.
 *
 * Throws errors of the source area, SOURCE_TRANSACTION_POOLING among them; the signal's reason when aborted
 */
export async function connectSource(config: SourceConfig, options: ConnectOptions): Promise<SourceClient> {
  const { role, signal, poolingChecked = false } = options
  signal.throwIfAborted()
  const socket = new SourceSocket()
  const lost = new AbortController()
  const driver = await createDriver(config, role, socket)
  const binding = watchChannelBinding(driver, socket, config)
  const key = watchBackendKey(driver)
  driver.on('error', (error) => lost.abort(toSourceError(error, config)))
  driver.on('end', () => lost.abort(new PgfoldError('SOURCE_CONNECTION_LOST', { detail: describeSource(config) })))
  const onAbort = (): void => void socket.destroy()
  signal.addEventListener('abort', onAbort, { once: true })
  let pid = 0
  const watch = watchInactivity(socket, {
    limitMs: config.inactivityMs,
    detail: describeSource(config),
    ask: () => askBackend(config, pid),
  })
  try {
    await driver.connect()
    binding.assertBound()
    const server = await readServerFacts(driver)
    pid = server.pid
    if (server.version < minServerVersion)
      throw new PgfoldError('SOURCE_SERVER_TOO_OLD', { detail: `${describeSource(config)} is ${server.versionName}` })
    if (!poolingChecked && key.announcedPid() !== pid) await refuseTransactionPooling(config, driver, pid)
    const transactions = await sourceTransactions(driver, role, server.version, config.maxStatementMs)
    return createClient({
      config,
      driver,
      socket,
      watch,
      transactions,
      lost: lost.signal,
      pid,
      serverVersion: server.version,
    })
  } catch (error) {
    watch.stop()
    socket.destroy()
    if (signal.aborted) throw signal.reason
    throw toSourceError(error, config)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

interface ClientParts {
  readonly config: SourceConfig
  readonly driver: pg.Client
  readonly socket: Socket
  readonly watch: InactivityWatch
  readonly transactions: SourceTransactions
  readonly lost: AbortSignal
  readonly pid: number
  readonly serverVersion: number
}

function createClient(parts: ClientParts): SourceClient {
  const { config, driver, socket, watch, transactions, lost, pid, serverVersion } = parts

  /** Anything that waits for the server: watched, cancelled when `signal` aborts, with errors of ours. */
  async function ask<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted()
    const stop = (): void => void stopQuery(config, pid, socket, settled)
    let done = (): void => undefined
    const settled = new Promise<void>((resolve) => (done = resolve))
    signal?.addEventListener('abort', stop, { once: true })
    watch.expect()
    try {
      return await work()
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason
      throw toSourceError(error, config)
    } finally {
      watch.settle()
      done()
      signal?.removeEventListener('abort', stop)
    }
  }

  async function query(sql: string, values: QueryOptions['values']): Promise<readonly TextRow[]> {
    const text = {
      text: sql,
      rowMode: 'array' as const,
      queryMode: 'extended' as const,
      ...(values === undefined ? {} : { values: [...values] }),
    }
    return (await driver.query<(string | null)[]>(text)).rows
  }

  /** In a transaction of its own; what ends it is never the error to be seen. */
  async function queryAlone(sql: string, values: QueryOptions['values']): Promise<readonly TextRow[]> {
    try {
      await transactions.begin('READ COMMITTED')
      return await query(sql, values)
    } finally {
      await transactions.end().catch(() => socket.destroy())
    }
  }

  return {
    config,
    driver,
    watch,
    lost,
    pid,
    serverVersion,
    rows: (sql, { values, signal } = {}) =>
      ask(signal, () => (transactions.open ? query(sql, values) : queryAlone(sql, values))),
    begin: (isolation, { signal } = {}) => ask(signal, () => transactions.begin(isolation)),
    rollback: () => ask(undefined, () => transactions.end()),
    setLockTimeout: (milliseconds) => ask(undefined, () => transactions.setLockTimeout(milliseconds)),
    destroy() {
      watch.stop()
      socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      watch.stop()
      // A peer that is gone never answers the goodbye.
      const force = setTimeout(() => socket.destroy(), 2000)
      try {
        // A pooler closes a connection that comes back within a transaction, instead of giving it to the next client.
        await transactions.end()
        await driver.end()
      } catch {
        socket.destroy()
      } finally {
        clearTimeout(force)
      }
    },
  }
}

/** Asks the server to cancel; when that does not end the query within 3 s, cuts the connection. */
async function stopQuery(config: SourceConfig, pid: number, socket: Socket, settled: Promise<void>): Promise<void> {
  const force = setTimeout(() => socket.destroy(), 3000)
  void settled.then(() => clearTimeout(force))
  await cancelBackend(config, pid).catch(() => socket.destroy())
}
