import { spawn } from 'node:child_process'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { accessSync, constants } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from './free-port.ts'
import { guardServer } from './guard.ts'
import { unprivilegedUser } from './unprivileged-user.ts'
import { waitUntil } from './wait-until.ts'

export interface Pgbouncer extends AsyncDisposable {
  /** The URL given, by way of the pooler. */
  readonly url: string
}

export interface PgbouncerOptions {
  readonly mode: 'session' | 'transaction' | 'statement'
  /** More settings of the section [pgbouncer]. */
  readonly settings?: Readonly<Record<string, string>>
}

/** Debian puts it where only root looks for programs. */
const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin']

/** Where the pgbouncer of this machine is; null: it has none (npm has no package of it). */
export function pgbouncerProgram(): string | null {
  for (const folder of folders) {
    const file = path.join(folder, 'pgbouncer')
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // Not in this folder.
    }
  }
  return null
}

/** Whether the tests with a pooler can run; where they cannot, it is said loudly, and they count as skipped. */
export function hasPgbouncer(): boolean {
  if (pgbouncerProgram() !== null) return true
  process.stderr.write('\nSKIPPED: the tests with PgBouncer. There is none on this machine; install it to run them.\n')
  return false
}

/**
 * Starts a PgBouncer in front of the server of a URL with user and password. It leaves sessions as they are when a client
 * goes (`server_reset_query` is empty): what a client leaves behind, the next one finds.
 */
export async function startPgbouncer(target: string, { mode, settings }: PgbouncerOptions): Promise<Pgbouncer> {
  const program = pgbouncerProgram()
  if (program === null)
    throw new Error('pgbouncer is not installed. Fix: install it, for example apt-get install pgbouncer')
  const server = new URL(target)
  const port = await freePort()
  const directory = await mkdtemp(path.join(tmpdir(), 'pgfold-pgbouncer-'))
  const users = path.join(directory, 'users.txt')
  const file = path.join(directory, 'pgbouncer.ini')
  await writeFile(users, `"${server.username}" "${server.password}"\n`)
  await writeFile(
    file,
    [
      '[databases]',
      `* = host=${server.hostname} port=${server.port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = scram-sha-256',
      `auth_file = ${users}`,
      `pool_mode = ${mode}`,
      'server_reset_query =',
      ...Object.entries(settings ?? {}).map(([name, value]) => `${name} = ${value}`),
      '',
    ].join('\n'),
  )
  const owner = process.getuid?.() === 0 ? unprivilegedUser() : {}
  if (owner.uid !== undefined && owner.gid !== undefined)
    for (const each of [directory, users, file]) await chown(each, owner.uid, owner.gid)
  const child = spawn(program, ['-q', file], { ...owner, stdio: 'ignore' })
  const guard = guardServer(child.pid ?? 0, directory)
  let exited = false
  child.once('exit', () => {
    exited = true
  })
  await waitUntil('PgBouncer listens', () => {
    if (exited) throw new Error('PgBouncer ended while starting')
    return listens(port)
  })
  server.host = `127.0.0.1:${port}`
  return {
    url: server.href,
    async [Symbol.asyncDispose]() {
      // SIGTERM is its immediate shutdown (SIGINT waits for clients).
      child.kill('SIGTERM')
      await waitUntil('PgBouncer has stopped', () => exited, 10_000).catch(() => child.kill('SIGKILL'))
      await rm(directory, { recursive: true, force: true })
      guard.release()
    },
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
