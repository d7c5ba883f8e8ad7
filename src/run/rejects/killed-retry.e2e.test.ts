import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readLedger } from '../../ledger/file-ledger.ts'
import { temporaryDirectory } from '../../ledger/ledger.fixture.ts'
import { migrate } from '../migrate.ts'
import { defaultFigures, itemsOf, shopDatabase, shopOptions, shopTable } from '../small-shop.fixture.ts'
import { retryRejects } from './retry-rejects.ts'

const program = fileURLToPath(new URL('retry-once.fixture.ts', import.meta.url))
const never = new AbortController().signal
const rejected = 900

test(
  'a retry that is killed with -9, wherever, leaves a reject file and figures that fit, and the next one ends it',
  { timeout: 300_000 },
  async () => {
    await using database = await shopDatabase({ ...defaultFigures, oversize: 0, likesWithoutNote: rejected })
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const options = shopOptions(database, table, directory.path)
    const run = await migrate({ ...options, maxRejectPercent: 100 }, () => undefined, never)
    await database.query('UPDATE likes SET note_id = 900 WHERE note_id IS NULL')
    const { runId } = run.summary
    let kills = 0
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(
        process.execPath,
        [program, database.url, table.endpoint, table.name, directory.path, runId],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      const closed = once(child, 'close')
      // Round n: at the n-th sign of life, the last ones around the commit.
      let signs = 0
      const reached = Promise.withResolvers<void>()
      child.stdout.on('data', (data: Buffer) => {
        signs += data.toString().split('\n').length - 1
        if (signs > round) reached.resolve()
      })
      await Promise.race([reached.promise, closed])
      await sleep(Math.random() * 40)
      child.kill('SIGKILL')
      await closed
      if (child.exitCode === null) kills += 1
      const { entities } = await readLedger(directory.path, runId)
      for (const { read, written, collapsed, rejected: left } of entities) expect(read).toBe(written + collapsed + left)
    }
    expect(kills).toBeGreaterThan(1)
    const { summary, left } = await retryRejects({ ...options, runId }, () => undefined, never)
    expect(left).toBe(0)
    expect(summary.entities[2]).toMatchObject({ read: run.summary.entities[2]?.read, rejected: 0 })
    expect(summary.entities[2]?.written).toBe((run.summary.entities[2]?.written ?? 0) + rejected)
    expect(await readFile(run.rejectFile, 'utf8')).toBe('')
    expect((await itemsOf(table)).filter((item) => item.includes('"NOTE#900"') && item.includes('LIKE#'))).toHaveLength(
      rejected,
    )
  },
)
