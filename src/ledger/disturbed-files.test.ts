import { chmod, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { durableFiles, type DurableFiles } from './durable-files.ts'
import { createFileLedger, openFileLedger, readLedger } from './file-ledger.ts'
import { nodeFileSystem } from './file-system.ts'
import { chunksOf, init, likes, planOf, resultOf, snapshot, temporaryDirectory, users } from './ledger.fixture.ts'
import { rejectsPath, statePath } from './state-path.ts'

const now = (): Date => new Date('2026-01-01T00:00:00.500Z')
const chunks = chunksOf(users, 4)
const plan = [planOf(users, chunks), planOf(likes, [])]

describe('a reject file that is taken away while the run is at work', () => {
  it.each(['removed', 'emptied', 'cut'] as const)(
    'stops the run where it is %s: no gap is counted as lines',
    async (how) => {
      await using directory = await temporaryDirectory()
      await using ledger = await createFileLedger(directory.path, init, { now, gatherMs: 0 })
      const { runId } = ledger.summary
      const [first, second] = chunks
      if (first === undefined || second === undefined) throw new Error('the fixture is wrong')
      await ledger.begin(plan, snapshot)
      for (const chunk of chunks) ledger.chunkStarted(chunk)
      await ledger.chunkDone(resultOf(first, 2))
      const path = rejectsPath(directory.path, runId)
      const content = await readFile(path)
      if (how === 'removed') await rm(path)
      else await truncate(path, how === 'emptied' ? 0 : content.length - 1)
      const lost = { code: 'LEDGER_REJECTS_LOST', place: path }
      await expect(ledger.chunkDone(resultOf(second, 2))).rejects.toMatchObject(lost)
      expect((await readLedger(directory.path, runId)).entities[0]?.read).toBe(10)
      await expect(openFileLedger(directory.path, runId)).rejects.toMatchObject(lost)
      await writeFile(path, content, { mode: 0o600 })
      expect((await openFileLedger(directory.path, runId)).summary.entities[0]?.rejected).toBe(2)
    },
  )
})

describe.skipIf(process.geteuid === undefined)('a mount that gives every file one mode (skipped without modes)', () => {
  const mounted = (mode: number, uid: number): DurableFiles =>
    durableFiles({
      ...nodeFileSystem,
      async open(...parameters) {
        const file = await nodeFileSystem.open(...parameters)
        return {
          write: (...of) => file.write(...of),
          sync: () => file.sync(),
          truncate: (length) => file.truncate(length),
          readFile: () => file.readFile(),
          close: () => file.close(),
          async stat() {
            const stat = await file.stat()
            return { isFile: () => stat.isFile(), mode: 0o100000 | mode, uid, size: stat.size }
          },
        }
      },
    })

  it('is understood: state and rejects are used', async () => {
    await using directory = await temporaryDirectory()
    const files = mounted(0o777, 4242)
    const { runId } = (await createFileLedger(directory.path, init, { now, files })).summary
    expect((await readLedger(directory.path, runId, files)).runId).toBe(runId)
    await writeFile(rejectsPath(directory.path, runId), '')
    await (await openFileLedger(directory.path, runId, { files })).claim(init.origin)
    expect(await files.probe(statePath(directory.path, runId))).toEqual({ mode: 0o777, owner: 4242 })
    expect(await readdir(directory.path)).toHaveLength(2)
  })

  it('is no excuse where the mount keeps modes, and only this file is open', async () => {
    await using directory = await temporaryDirectory()
    const { runId } = (await createFileLedger(directory.path, init, { now })).summary
    await chmod(statePath(directory.path, runId), 0o666)
    await expect(readLedger(directory.path, runId)).rejects.toMatchObject({ code: 'LEDGER_TOO_OPEN' })
    expect(await readdir(directory.path)).toHaveLength(1)
  })
})

describe('what a killed process was writing', () => {
  it('is removed by the next that works on the run, and nothing else is', async () => {
    await using directory = await temporaryDirectory()
    const { runId } = (await createFileLedger(directory.path, init, { now })).summary
    const path = statePath(directory.path, runId)
    const others = [`${path}.bak`, `${path}.1.tmp.old`, `${path}0.1.tmp`]
    for (const name of [`${path}.1.tmp`, `${path}.4194303.tmp`, ...others]) await writeFile(name, '{"half')
    await (await openFileLedger(directory.path, runId)).claim(init.origin)
    const left = [path, ...others].map((name) => basename(name))
    expect((await readdir(directory.path)).toSorted()).toEqual(left.toSorted())
  })
})
