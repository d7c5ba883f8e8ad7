import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readLedger } from '../ledger/file-ledger.ts'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { rejectsPath, runIdAt } from '../ledger/state-path.ts'
import { migrate } from './migrate.ts'
import {
  defaultFigures,
  itemsOf,
  shopDatabase,
  shopOptions,
  shopTable,
  type ShopFigures,
} from './small-shop.fixture.ts'

const program = fileURLToPath(new URL('migrate-once.fixture.ts', import.meta.url))
const figures: ShopFigures = { ...defaultFigures, members: 8000, likes: 30_000, duplicateLikes: 400 }
const runId = runIdAt(1760000000)

describe('a run that is killed', () => {
  it('ends in the same table after ten kill -9, and reads no durable chunk again', { timeout: 300_000 }, async () => {
    await using database = await shopDatabase(figures)
    await using table = await shopTable()
    await using whole = await shopTable()
    await using directory = await temporaryDirectory()
    expect(
      (await migrate(shopOptions(database, whole, directory.path), () => undefined, new AbortController().signal))
        .outcome,
    ).toBe('completed')

    let kills = 0
    let durable = 0
    let announced = 0
    let status: number | null = null
    for (let round = 0; status === null; round += 1) {
      const child = spawn(
        process.execPath,
        [program, database.url, table.endpoint, table.name, directory.path, runId, round === 0 ? 'migrate' : 'resume'],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      )
      let output = ''
      let errors = ''
      const loading = Promise.withResolvers<void>()
      child.stdout.on('data', (data: Buffer) => {
        output += data.toString()
        loading.resolve()
      })
      child.stderr.on('data', (data: Buffer) => {
        errors += data.toString()
      })
      const closed = once(child, 'close')
      if (kills < 10) {
        await Promise.race([loading.promise, closed])
        await sleep(Math.random() * 60)
        child.kill('SIGKILL')
      }
      await closed
      status = child.exitCode
      expect([null, 0], errors).toContain(status)
      if (status === null) kills += 1
      announced += output
        .slice(0, output.lastIndexOf('\n') + 1)
        .split('\n')
        .reduce((sum, line) => sum + Number(line.split(' ')[1] ?? 0), 0)
      const read = (await readLedger(directory.path, runId)).entities.reduce((sum, entity) => sum + entity.read, 0)
      // Nothing that was announced is lost, nothing that was stored is counted twice.
      expect(read).toBeGreaterThanOrEqual(Math.max(durable, announced))
      durable = read
      announced = read
    }

    expect(kills).toBeGreaterThan(4)
    const summary = await readLedger(directory.path, runId)
    expect(summary.status).toBe('Completed')
    expect(
      summary.entities.map(({ total, read, written, collapsed, rejected }) => [
        total - read,
        read - written - collapsed - rejected,
      ]),
    ).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ])
    expect(await itemsOf(table)).toEqual(await itemsOf(whole))
    const lines = (await readFile(rejectsPath(directory.path, runId), 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(figures.oversize + figures.likesWithoutNote)
    expect(new Set(lines).size).toBe(lines.length)
  })
})
