import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { readLedger } from './file-ledger.ts'
import { temporaryDirectory } from './ledger.fixture.ts'
import { rejectsPath, runIdAt } from './state-path.ts'

const loop = fileURLToPath(new URL('commit-loop.fixture.ts', import.meta.url))
const runId = runIdAt(1760000000)
const chunks = 1200
const rows = chunks * 10 + 2

interface Ended {
  readonly exitCode: number | null
  /** The last figure that the process said was durable. */
  readonly durable: number
  readonly errors: string
}

/** Runs the loop; with `killAfter` it is killed that many milliseconds after its first durable commit. */
async function runLoop(
  directory: string,
  options: { readonly killAfter?: number; readonly fileLimitKilobytes?: number } = {},
): Promise<Ended> {
  const command = [process.execPath, loop, directory, runId, String(chunks), '1']
  const limited =
    options.fileLimitKilobytes === undefined
      ? command
      : ['bash', '-c', `ulimit -f ${options.fileLimitKilobytes}; exec "$@"`, 'bash', ...command]
  const child = spawn(limited[0] ?? '', limited.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString()
  })
  const started = Promise.withResolvers<void>()
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString()
    started.resolve()
  })
  const closed = once(child, 'close')
  if (options.killAfter !== undefined) {
    await Promise.race([started.promise, closed])
    await sleep(options.killAfter)
    child.kill('SIGKILL')
  }
  await closed
  const whole = output
    .slice(0, output.lastIndexOf('\n') + 1)
    .trimEnd()
    .split('\n')
  return { exitCode: child.exitCode, durable: Number(whole.at(-1) ?? 0), errors }
}

async function rejectedKeys(directory: string): Promise<readonly string[]> {
  const lines = (await readFile(rejectsPath(directory, runId), 'utf8')).trimEnd().split('\n')
  return lines.map((line) => (JSON.parse(line) as { source_key: { id: string } }).source_key.id)
}

describe('a ledger whose process is killed', () => {
  it(
    'is readable after every kill -9, never goes back, and loses and doubles no line',
    { timeout: 120_000 },
    async () => {
      await using directory = await temporaryDirectory()
      let before = 0
      let kills = 0
      for (let round = 0; round < 20; round += 1) {
        const ended = await runLoop(directory.path, { killAfter: Math.random() * 25 })
        // null: killed; 0: nothing was left to do.
        expect([null, 0]).toContain(ended.exitCode)
        if (ended.exitCode === null) kills += 1
        const [entity] = (await readLedger(directory.path, runId)).entities
        expect(entity?.read).toBeGreaterThanOrEqual(Math.max(before, ended.durable))
        before = entity?.read ?? 0
        const keys = await rejectedKeys(directory.path).catch(() => [])
        expect(keys.length).toBeGreaterThanOrEqual(entity?.rejected ?? 0)
      }
      expect(kills).toBeGreaterThan(3)
      expect((await runLoop(directory.path)).exitCode).toBe(0)
      const summary = await readLedger(directory.path, runId)
      expect(summary).toMatchObject({
        status: 'Completed',
        entities: [{ total: rows, read: rows, rejected: chunks + 1, pending: [] }],
      })
      const keys = await rejectedKeys(directory.path)
      expect(keys).toHaveLength(chunks + 1)
      expect(new Set(keys).size).toBe(chunks + 1)
    },
  )
})

describe.skipIf(process.platform === 'win32')('a ledger whose disk refuses to grow', () => {
  it('stops with the reason, keeps the state before, and goes on when there is room', { timeout: 60_000 }, async () => {
    await using directory = await temporaryDirectory()
    const refused = await runLoop(directory.path, { fileLimitKilobytes: 64 })
    expect(refused.exitCode).toBe(3)
    expect(refused.errors).toContain('the state of the run could not be stored: EFBIG')
    const between = await readLedger(directory.path, runId)
    expect(between.entities[0]?.read).toBe(refused.durable)
    expect(between.entities[0]?.read).toBeGreaterThan(0)
    expect((await readdir(directory.path)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect((await runLoop(directory.path)).exitCode).toBe(0)
    expect(new Set(await rejectedKeys(directory.path)).size).toBe(chunks + 1)
    expect((await readLedger(directory.path, runId)).entities[0]?.read).toBe(rows)
  })
})
