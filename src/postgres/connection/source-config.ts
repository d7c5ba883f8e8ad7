import { homedir, userInfo } from 'node:os'
import path from 'node:path'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { isLocalHost } from './local-host.ts'
import { parsePasswordSource, type PasswordSource } from './password-source.ts'
import { parseTls } from './parse-tls.ts'
import { Secret } from './secret.ts'
import type { SourceTls } from './source-tls.ts'
import { splitSourceUrl } from './split-source-url.ts'

/**
 * What happens to DDL on tables that are being read (ALTER TABLE, TRUNCATE, DROP …). `wait`: it waits until the reading
 * has ended. `check`: it goes ahead between two queries, and a look at the end finds it: then the reading has failed.
 */
export type SourceDdl = 'wait' | 'check'

/** Where PostgreSQL is and how to be let in. Printing it in any way never shows the password. */
export interface SourceConfig {
  /** A name, an address, or the folder of a unix socket. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  /** null: `~/.pgpass` is asked when the server wants one. */
  readonly password: Secret | null
  /** Where the password comes from, if not from here: asked anew for every session. */
  readonly passwordSource: PasswordSource
  /** The password file, null when it is unknown where it would be. */
  readonly passwordFile: string | null
  readonly tls: SourceTls
  /** Server options for the start of the session (`options=` of libpq), some poolers and hosts need them. */
  readonly options: string | null
  readonly connectTimeoutMs: number
  /** When a query has heard nothing from the server for so long, the server is asked what it does; 0: never. */
  readonly inactivityMs: number
  readonly ddl: SourceDdl
  /** A statement that runs longer than this is cancelled by the server; 0: never. */
  readonly maxStatementMs: number
  /** What was read otherwise than it might be meant; shown once at the start. */
  readonly notes: readonly string[]
}

/** The same with the password in the clear: only for handing it to a worker of the same run. */
export type RevealedSourceConfig = Omit<SourceConfig, 'password'> & { readonly password: string | null }

export function revealSourceConfig(config: SourceConfig): RevealedSourceConfig {
  return { ...config, password: config.password === null ? null : readSecret(config.password) }
}

export function concealSourceConfig(plain: RevealedSourceConfig): SourceConfig {
  return { ...plain, password: plain.password === null ? null : new Secret(plain.password) }
}

/** The password, or a clear error when the configuration went through JSON or a thread and lost it. */
export function readSecret(secret: Secret): string {
  if (!(secret instanceof Secret)) throw new PgfoldError('SOURCE_CONFIG_SEALED')
  return secret.reveal()
}

/** `host:port/database`, for messages. */
export function describeSource(config: Pick<SourceConfig, 'host' | 'port' | 'database'>): string {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return `${host}:${config.port}/${config.database}`
}

type Environment = Readonly<Record<string, string | undefined>>

/** Being asked costs a server one short session; a dead proxy costs five minutes. */
export const defaultInactivityMs = 5 * 60_000

const known = new Set([
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'options',
  'connect_timeout',
  'sslmode',
  'ssl',
  'sslrootcert',
  'sslcrl',
  'sslcert',
  'sslkey',
  'sslnegotiation',
  'channel_binding',
  'passfile',
  'auth',
  'application_name',
])

/**
 * Reads a `postgres:` or `postgresql:` URL; the PG* variables of libpq fill what it leaves open. No url: the variables
 * alone. The password is never part of an error.
 *
 * Throws SOURCE_URL_MISSING, SOURCE_URL_INVALID
 */
export function parseSourceUrl(url: string | undefined, env: Environment): SourceConfig {
  const given = url === undefined || url.trim() === '' ? null : splitSourceUrl(url.trim())
  if (given === null && set(env.PGHOST) === null && set(env.PGDATABASE) === null && set(env.PGSERVICE) === null) {
    throw new PgfoldError('SOURCE_URL_MISSING')
  }
  if (set(env.PGSERVICE) !== null) {
    throw new PgfoldError('SOURCE_URL_INVALID', {
      detail: 'PGSERVICE is set, and connection service files are not read',
      fix: 'Unset PGSERVICE and write host, user and database into DATABASE_URL.',
    })
  }
  const options = given?.options ?? new Map<string, string>()
  const notes = [...options.keys()]
    .filter((name) => !known.has(name))
    .map((name) => `option "${name}" of the source URL is not used`)

  const host = set(given?.host) ?? set(options.get('host')) ?? set(env.PGHOST) ?? 'localhost'
  if (host.includes(','))
    throw new PgfoldError('SOURCE_URL_INVALID', {
      detail: 'it names several hosts',
      fix: 'Name one host: the primary, or a standby to read from.',
    })
  const user = set(given?.user) ?? set(options.get('user')) ?? set(env.PGUSER) ?? userInfo().username
  const password = set(given?.password) ?? set(options.get('password')) ?? set(env.PGPASSWORD)
  const home = set(env.HOME) ?? homedir()
  return {
    host,
    port: parsePort(set(given?.port) ?? set(options.get('port')) ?? set(env.PGPORT) ?? '5432'),
    database: set(given?.database) ?? set(options.get('dbname')) ?? set(env.PGDATABASE) ?? user,
    user,
    password: password === null ? null : new Secret(password),
    passwordSource: parsePasswordSource(set(options.get('auth')) ?? set(env.PGFOLD_SOURCE_AUTH)),
    passwordFile:
      set(options.get('passfile')) ?? set(env.PGPASSFILE) ?? (home === '' ? null : path.join(home, '.pgpass')),
    tls: parseTls(options, env, isLocalHost(host), notes),
    options: set(options.get('options')) ?? set(env.PGOPTIONS),
    connectTimeoutMs: parseTimeout(set(options.get('connect_timeout')) ?? set(env.PGCONNECT_TIMEOUT)),
    inactivityMs: defaultInactivityMs,
    ddl: 'wait',
    maxStatementMs: 0,
    notes,
  }
}

function set(text: string | null | undefined): string | null {
  return text === undefined || text === null || text === '' ? null : text
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65_535) return port
  // Not shown: with an unescaped "/" in the password, what stands in the port's place is a part of the password.
  throw new PgfoldError('SOURCE_URL_INVALID', { detail: 'the port is not a number from 1 to 65535' })
}

/**
 * libpq counts in seconds; 0 or nothing means no limit there. Here it is 15 s, so that a firewall that drops packets is
 * named soon.
 */
function parseTimeout(text: string | null): number {
  if (text === null) return 15_000
  if (!/^\d{1,6}$/.test(text))
    throw new PgfoldError('SOURCE_URL_INVALID', { detail: 'connect_timeout is not a number of seconds' })
  return Number(text) === 0 ? 15_000 : Number(text) * 1000
}
