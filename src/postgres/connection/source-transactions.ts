import type pg from 'pg'
import { z } from 'zod'
import { quoteLiteral } from '../quote.ts'
import {
  localSettingsSql,
  optionalSettings,
  searchPathQuery,
  searchPathSql,
  sessionSettings,
} from './session-settings.ts'

export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ'

/** What the server said of itself when the session began. */
export interface ServerFacts {
  /** `server_version_num`, 180004 for 18.4. */
  readonly version: number
  readonly versionName: string
  /** Process id of the backend that answered. */
  readonly pid: number
}

/**
 * The transactions of one session. Each begins with `BEGIN`, and every setting is `SET LOCAL`: what a pooler may keep
 * of the connection is as it was.
 */
export interface SourceTransactions {
  readonly open: boolean
  /** Rolls back what is open and begins a read-only transaction under all settings. One message to the server. */
  begin(isolation: Isolation): Promise<void>
  /** Ends what is open, if anything; takes nothing back, because nothing is ever written. */
  end(): Promise<void>
  /** How long locks are waited for from now on, in this transaction and in later ones; null: as `sessionSettings` says. */
  setLockTimeout(milliseconds: number | null): Promise<void>
}

const schemaNames = z.array(z.string())

/** Asks a new session who answers, without leaving anything behind in it. */
export async function readServerFacts(driver: pg.Client): Promise<ServerFacts> {
  const result = await driver.query<[string, string, string]>({
    text: "SELECT current_setting('server_version_num'), pg_backend_pid(), current_setting('server_version')",
    rowMode: 'array',
  })
  const [version, pid, versionName] = result.rows[0] ?? ['0', '0', 'unknown']
  return { version: Number(version), versionName, pid: Number(pid) }
}

/** `maxStatementMs`: how long a statement may take; 0: as long as it likes. */
export async function sourceTransactions(
  driver: pg.Client,
  role: string,
  serverVersion: number,
  maxStatementMs = 0,
): Promise<SourceTransactions> {
  const path = await driver.query<[string]>({ text: searchPathQuery, rowMode: 'array' })
  const settings = [
    localSettingsSql({
      ...sessionSettings,
      statement_timeout: String(maxStatementMs),
      ...(await supported(driver, optionalSettings(role, serverVersion))),
    }),
    searchPathSql(schemaNames.parse(JSON.parse(path.rows[0]?.[0] ?? '[]'))),
  ].join('\n')
  let open = false
  let lockTimeout = ''
  const transactions: SourceTransactions = {
    get open() {
      return open
    },
    async begin(isolation) {
      const before = open ? 'ROLLBACK;' : ''
      open = true
      await driver.query(`${before}BEGIN ISOLATION LEVEL ${isolation} READ ONLY;\n${settings}\n${lockTimeout}`)
    },
    async end() {
      if (!open) return
      open = false
      await driver.query('ROLLBACK')
    },
    async setLockTimeout(milliseconds) {
      const value = milliseconds === null ? (sessionSettings['lock_timeout'] ?? '0') : `${milliseconds}ms`
      const sql = `SET LOCAL lock_timeout = ${quoteLiteral(value)};`
      lockTimeout = milliseconds === null ? '' : sql
      if (open) await driver.query(sql)
    },
  }
  return transactions
}

/** Those that this server takes. Asked outside a transaction block, so that each ends with its own statement. */
async function supported(
  driver: pg.Client,
  wanted: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const takes = (settings: readonly (readonly [string, string])[]): Promise<boolean> =>
    driver
      .query(
        `SELECT ${settings.map(([name, value]) => `set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, true)`).join(', ')}`,
      )
      .then(
        () => true,
        () => false,
      )
  const entries = Object.entries(wanted)
  if (await takes(entries)) return wanted
  const taken: Record<string, string> = {}
  for (const [name, value] of entries) if (await takes([[name, value]])) taken[name] = value
  return taken
}
