import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { readLedger } from '../ledger/file-ledger.ts'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { runIdAt } from '../ledger/state-path.ts'
import { defaultFigures, itemsOf, shopDatabase, shopTable } from './small-shop.fixture.ts'

const program = fileURLToPath(new URL('migrate-once.fixture.ts', import.meta.url))
const runId = runIdAt(1760000000)
/** A run that is killed more often than this makes no progress, or no test. */
const killsPerTable = 40

export interface KillFigures {
  readonly kills: number
  /** Of them after the process had made a chunk durable. */
  readonly whileLoading: number
  readonly tables: number
  readonly items: number
}

interface Life {
  /** From its start to its first durable chunk, and from there to its end. */
  readonly startMs: number
  readonly loadMs: number
}

interface Ended {
  readonly isKilled: boolean
  readonly wasLoading: boolean
  readonly life: Life
}

/**
 * Runs and resumes in processes that are killed at random instants of their life, from before they connect to after
 * their last write, until a table is complete; then compares it with an undisturbed one, and begins the next. One kill
 * in four comes anywhere, the others while chunks are loaded.
 */
export async function randomKills(wanted: number, random: () => number): Promise<KillFigures> {
  await using database = await shopDatabase({ ...defaultFigures, members: 2000, likes: 6000, duplicateLikes: 200 })
  const source = database.url
  await using whole = await shopTable()
  await using elsewhere = await temporaryDirectory()
  // Undisturbed: it gives the items to compare with, and the life to take instants from.
  let { life } = await oneProcess([source, whole.endpoint, whole.name, elsewhere.path, runId, 'migrate'], null)
  const items = await itemsOf(whole)
  const figures = { kills: 0, whileLoading: 0, tables: 0, items: items.length }
  while (figures.kills < wanted) {
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    for (let killsHere = 0; ; killsHere += 1) {
      const begun = await readLedger(directory.path, runId).catch(() => null)
      const words = [source, table.endpoint, table.name, directory.path, runId, begun === null ? 'migrate' : 'resume']
      const spared = figures.kills >= wanted || killsHere >= killsPerTable
      const ended = await oneProcess(words, spared ? null : instantIn(life, random))
      if (!ended.isKilled) {
        if (begun === null) ({ life } = ended)
        break
      }
      figures.kills += 1
      if (ended.wasLoading) figures.whileLoading += 1
    }
    const { status, entities } = await readLedger(directory.path, runId)
    expect(status).toBe('Completed')
    for (const { total, read, counted, written, collapsed, rejected } of entities)
      expect([read, counted, written + collapsed + rejected]).toEqual([total, total, total])
    expect(await itemsOf(table)).toEqual(items)
    figures.tables += 1
  }
  return figures
}

interface Instant {
  readonly after: 'start' | 'first chunk'
  readonly milliseconds: number
}

function instantIn({ startMs, loadMs }: Life, random: () => number): Instant {
  return random() < 0.25
    ? { after: 'start', milliseconds: random() * (startMs + loadMs) }
    : { after: 'first chunk', milliseconds: random() * loadMs * 0.5 }
}

async function oneProcess(words: readonly string[], kill: Instant | null): Promise<Ended> {
  const started = performance.now()
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let firstChunkAt: number | null = null
  let timer: NodeJS.Timeout | null = null
  const arm = (after: Instant['after']): void => {
    if (kill?.after === after) timer = setTimeout(() => child.kill('SIGKILL'), kill.milliseconds)
  }
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  child.stdout.on('data', () => {
    if (firstChunkAt === null) arm('first chunk')
    firstChunkAt ??= performance.now()
  })
  arm('start')
  await once(child, 'close')
  if (timer !== null) clearTimeout(timer)
  const isKilled = child.signalCode === 'SIGKILL'
  if (!isKilled) expect({ exit: child.exitCode, errors }).toEqual({ exit: 0, errors: '' })
  const loadedFrom = firstChunkAt ?? performance.now()
  return {
    isKilled,
    wasLoading: firstChunkAt !== null,
    life: { startMs: loadedFrom - started, loadMs: performance.now() - loadedFrom },
  }
}
