import type { Socket } from 'node:net'
import type pg from 'pg'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { cancelBackend } from './cancel-backend.ts'
import { createDriver } from './create-driver.ts'
import { optionalSettingsSql, searchPathSql, sessionSettingsSql } from './session-settings.ts'
import { describeSource, type SourceConfig } from './source-config.ts'
import { toSourceError } from './source-error.ts'
import { SourceSocket } from './source-socket.ts'
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

/** One session on the source, read-only, with the settings of `session-settings.ts`. Not for concurrent queries. */
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
  /** Aborts when the session is gone, with the PgfoldError as reason. */
  readonly lost: AbortSignal
  /** For streams inside `source/`: the driver's client, and the watch to be kept informed. */
  readonly driver: pg.Client
  readonly watch: InactivityWatch
  /** Ends the session without a goodbye, whatever it is doing. */
  destroy(): void
}

const minServerVersion = 140_000

/** Opens a session. `role` says in pg_stat_activity what it is for (`snapshot`, `reader`, `validate`). */
export async function connectSource(
  config: SourceConfig,
  options: { readonly role: string; readonly signal: AbortSignal },
): Promise<SourceClient> {
  const { role, signal } = options
  signal.throwIfAborted()
  const socket = new SourceSocket()
  const lost = new AbortController()
  const driver = await createDriver(config, role, socket)
  const binding = watchChannelBinding(driver, socket, config)
  driver.on('error', (error) => lost.abort(toSourceError(error, config)))
  driver.on('end', () => lost.abort(new PgfoldError('SOURCE_CONNECTION_LOST', { detail: describeSource(config) })))
  const onAbort = (): void => void socket.destroy()
  signal.addEventListener('abort', onAbort, { once: true })
  const watch = watchInactivity(socket, config.inactivityMilliseconds, describeSource(config))
  try {
    await driver.connect()
    binding.assertBound()
    const { serverVersion, pid } = await prepareSession(driver, config, role)
    return createClient({ config, driver, socket, watch, lost: lost.signal, pid, serverVersion })
  } catch (error) {
    watch.stop()
    socket.destroy()
    if (signal.aborted) throw signal.reason
    throw toSourceError(error, config)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function prepareSession(
  driver: pg.Client,
  config: SourceConfig,
  role: string,
): Promise<{ serverVersion: number; pid: number }> {
  const result = await driver.query<[string, string, string]>({
    text: "SELECT current_setting('server_version_num'), pg_backend_pid(), current_setting('server_version')",
    rowMode: 'array',
  })
  const [version, pid, name] = result.rows[0] ?? ['0', '0', 'unknown']
  const serverVersion = Number(version)
  if (serverVersion < minServerVersion)
    throw new PgfoldError('SOURCE_SERVER_TOO_OLD', { detail: `${describeSource(config)} is ${name}` })
  await driver.query(sessionSettingsSql(config.maxStatementMs))
  await driver.query(searchPathSql)
  for (const sql of optionalSettingsSql(role)) await driver.query(sql).catch(() => undefined)
  return { serverVersion, pid: Number(pid) }
}

interface ClientParts {
  readonly config: SourceConfig
  readonly driver: pg.Client
  readonly socket: Socket
  readonly watch: InactivityWatch
  readonly lost: AbortSignal
  readonly pid: number
  readonly serverVersion: number
}

function createClient(parts: ClientParts): SourceClient {
  const { config, driver, socket, watch, lost, pid, serverVersion } = parts
  return {
    config,
    driver,
    watch,
    lost,
    pid,
    serverVersion,
    async rows(sql, { values, signal } = {}) {
      signal?.throwIfAborted()
      const stop = (): void => void stopQuery(config, pid, socket, settled)
      let done = (): void => undefined
      const settled = new Promise<void>((resolve) => (done = resolve))
      signal?.addEventListener('abort', stop, { once: true })
      watch.expect()
      try {
        const query = {
          text: sql,
          rowMode: 'array' as const,
          queryMode: 'extended' as const,
          ...(values === undefined ? {} : { values: [...values] }),
        }
        return (await driver.query<(string | null)[]>(query)).rows
      } catch (error) {
        if (signal?.aborted === true) throw signal.reason
        throw toSourceError(error, config)
      } finally {
        watch.settle()
        done()
        signal?.removeEventListener('abort', stop)
      }
    },
    destroy() {
      watch.stop()
      socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      watch.stop()
      // A peer that is gone never answers the goodbye.
      const force = setTimeout(() => socket.destroy(), 2000)
      try {
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
