import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { readLedger } from '../ledger/file-ledger.ts'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { runIdAt } from '../ledger/state-path.ts'
import { migrate } from './migrate.ts'
import { defaultFigures, itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

const program = fileURLToPath(new URL('migrate-once.fixture.ts', import.meta.url))
const runId = runIdAt(1760000000)
/** A run that is killed more often than this makes no progress, or no test. */
const killsPerTable = 40

export interface KillFigures {
  readonly kills: number
  /** Of them before the process had a state. */
  readonly beforeState: number
  readonly tables: number
  readonly items: number
}

/**
 * Runs and resumes in processes that are killed at random instants of their life, from before they connect to after
 * their last write, until a table is complete; then compares it with an undisturbed one, and begins the next.
 */
export async function randomKills(wanted: number, random: () => number): Promise<KillFigures> {
  await using database = await shopDatabase({ ...defaultFigures, members: 2000, likes: 6000, duplicateLikes: 200 })
  await using whole = await shopTable()
  await using elsewhere = await temporaryDirectory()
  await migrate(shopOptions(database, whole, elsewhere.path), () => undefined, new AbortController().signal)
  const items = await itemsOf(whole)
  let kills = 0
  let beforeState = 0
  let tables = 0
  // The life of an undisturbed process, to take instants from; the last one that ended by itself.
  let lifeMilliseconds = 3000
  while (kills < wanted) {
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    for (let killsHere = 0, isOver = false; !isOver;) {
      const begun = await readLedger(directory.path, runId).catch(() => null)
      const started = performance.now()
      const child = spawn(
        process.execPath,
        [
          program,
          database.url,
          table.endpoint,
          table.name,
          directory.path,
          runId,
          begun === null ? 'migrate' : 'resume',
        ],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      )
      let errors = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        errors += text
      })
      const closed = once(child, 'close')
      const spare = kills >= wanted || killsHere >= killsPerTable
      const timer = spare ? null : setTimeout(() => child.kill('SIGKILL'), random() * lifeMilliseconds * 1.1)
      await closed
      if (timer !== null) clearTimeout(timer)
      if (child.signalCode === 'SIGKILL') {
        kills += 1
        killsHere += 1
        if (begun === null) beforeState += 1
        continue
      }
      expect({ exit: child.exitCode, errors }).toEqual({ exit: 0, errors: '' })
      lifeMilliseconds = performance.now() - started
      isOver = true
    }
    const { status, entities } = await readLedger(directory.path, runId)
    expect(status).toBe('Completed')
    for (const { total, read, counted, written, collapsed, rejected } of entities)
      expect([read, counted, written + collapsed + rejected]).toEqual([total, total, total])
    expect(await itemsOf(table)).toEqual(items)
    tables += 1
  }
  return { kills, beforeState, tables, items: items.length }
}
