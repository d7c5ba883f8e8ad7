import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { durableFiles } from './durable-files.ts'
import { createFileLedger, openFileLedger, readLedger } from './file-ledger.ts'
import { chunksOf, firstId, init, likes, numbered, planOf, resultOf, snapshot, users } from './ledger.fixture.ts'
import { simulatedDisk, type DiskFault, type SimulatedDisk } from './simulated-disk.fixture.ts'
import { rejectsPath, runIdAt, statePath } from './state-path.ts'

const directory = '/state'
const runId = runIdAt(1767225600)
const now = (): Date => new Date('2026-01-01T00:00:00.500Z')
const chunks = chunksOf(users, 4)
const rejectsPerChunk = 3
/** PGFOLD_CASES=10000 is the long mode. */
const cuts = Number(process.env['PGFOLD_CASES'] ?? 300)

interface Told {
  /** Rows whose chunk was reported as durable. */
  readonly rows: number
  readonly created: boolean
  readonly finished: boolean
  readonly error: unknown
}

/** A run of five chunks, until something goes wrong; then it tries to say so in its state, as the conductor does. */
async function runOn(disk: SimulatedDisk): Promise<Told> {
  const files = durableFiles(disk.system)
  const told = { rows: 0, created: false, finished: false, error: null as unknown }
  try {
    await using ledger = await createFileLedger(directory, { ...init, runId }, { files, now, gatherMs: 0 })
    told.created = true
    try {
      await ledger.begin([planOf(users, chunks), planOf(likes, [])], snapshot)
      for (const chunk of chunks) {
        ledger.chunkStarted(chunk)
        await ledger.chunkDone(resultOf(chunk, Math.min(rejectsPerChunk, chunk.rows)))
        told.rows += chunk.rows
      }
      await ledger.finish('Completed', null)
      told.finished = true
    } catch (error) {
      told.error = error
      await ledger.finish('Failed', { code: 'LEDGER_WRITE_FAILED', message: 'the disk' }).catch(() => undefined)
    }
  } catch (error) {
    told.error = error
  }
  return told
}

/** Goes on with what is pending; at the end every chunk and every reject must be there once. */
async function resumeOn(disk: SimulatedDisk): Promise<void> {
  const files = durableFiles(disk.system)
  const ledger = await openFileLedger(directory, runId, { files, now, gatherMs: 0 })
  const pending = ledger.summary.entities.find(({ entity }) => entity === users)?.pending ?? []
  const done = ledger.summary.entities[0]?.read ?? 0
  // Chunks are loaded in key order, so what is left is what lies behind those that are done.
  let passed = 0
  const rest = chunks.filter(({ rows }) => {
    passed += rows
    return passed > done
  })
  await ledger.claim(init.origin)
  if (pending.length > 0) {
    await ledger.begin([planOf(users, numbered(rest)), planOf(likes, [])], snapshot)
    for (const chunk of numbered(rest)) {
      ledger.chunkStarted(chunk)
      await ledger.chunkDone(resultOf(chunk, Math.min(rejectsPerChunk, chunk.rows)))
    }
  }
  await ledger.finish('Completed', null)
  expect((await readLedger(directory, runId, files)).entities[0]).toMatchObject({ read: 42, pending: [] })
  const { content } = await files.read(rejectsPath(directory, runId))
  const ids = content
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { source_key: { id: string } }).source_key.id)
  expect(ids.toSorted()).toEqual(
    chunks
      .flatMap((chunk) => Array.from({ length: Math.min(rejectsPerChunk, chunk.rows) }, (_, at) => firstId(chunk) + at))
      .map(String)
      .toSorted(),
  )
  expect(disk.names().filter((name) => name.endsWith('.tmp'))).toEqual([])
}

/** Rows that the state on the disk calls done; null: there is none. */
async function rowsOn(disk: SimulatedDisk): Promise<number | null> {
  try {
    return (await readLedger(directory, runId, durableFiles(disk.system))).entities[0]?.read ?? 0
  } catch (error) {
    if (error instanceof PgfoldError && error.code === 'LEDGER_NOT_FOUND') return null
    throw error
  }
}

/** Every call of a run that meets no fault, in turn. */
async function everyCall(): Promise<readonly { readonly at: number; readonly name: string }[]> {
  const disk = simulatedDisk()
  expect(await runOn(disk)).toMatchObject({ error: null, finished: true })
  return disk.calls.map((name, at) => ({ at, name }))
}

describe('a disk that refuses one call', () => {
  it.each(['ENOSPC', 'EIO'])(
    'leaves the old state or the new one, a reason and no half file, whichever call it is: %s',
    async (code) => {
      const calls = await everyCall()
      expect(calls.length).toBeGreaterThan(80)
      for (const { at, name } of calls) {
        const fault: DiskFault = (call) => (call === at ? { code } : null)
        const disk = simulatedDisk(fault)
        const told = await runOn(disk)
        const where = `call ${at}, ${name}`
        // What only tidies up may fail unseen.
        if (told.error === null) expect(name, where).toBe('unlink')
        else expect(told.error, where).toMatchObject({ code: 'LEDGER_WRITE_FAILED', place: expect.any(String) })
        if (name !== 'unlink') {
          expect(
            disk.names().filter((file) => file.endsWith('.tmp')),
            where,
          ).toEqual([])
          expect(
            disk.names().filter((file) => disk.size(file) === 0),
            where,
          ).toEqual([])
        }
        const rows = await rowsOn(disk)
        if (!told.created) expect(rows, where).toBeNull()
        else {
          // Nothing that was told is missing; what was stored and not told may be there.
          expect([told.rows, told.rows + 10, 42], where).toContain(rows)
          expect(rows ?? 0, where).toBeGreaterThanOrEqual(told.rows)
          await resumeOn(disk)
        }
      }
    },
  )
})

describe('a power cut', () => {
  it('at any call, whatever of the unsynced bytes and names is lost, loses nothing that was told', async () => {
    const calls = await everyCall()
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: calls.length }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
        async (at, stream) => {
          const disk = simulatedDisk((call) => (call >= at ? { code: 'EIO' } : null))
          const told = await runOn(disk)
          const random = (): number => stream.next().value ?? 0
          const left = disk.afterPowerCut(random)
          const rows = await rowsOn(left)
          expect(rows ?? (told.created ? -1 : 0)).toBeGreaterThanOrEqual(told.rows)
          if (rows !== null) await resumeOn(left)
        },
      ),
      { numRuns: cuts },
    )
  })

  it('would be seen: a file that is renamed before it is synced is torn', async () => {
    const disk = simulatedDisk()
    const { open } = disk.system
    const hasty: typeof disk.system = {
      ...disk.system,
      open: async (path, flags, mode) => {
        const file = await open(path, flags, mode)
        return path.endsWith('.tmp') ? { ...file, sync: async () => undefined } : file
      },
    }
    const path = statePath(directory, runId)
    await durableFiles(hasty).replace(path, Buffer.alloc(4000, 1))
    expect(disk.afterPowerCut(() => 0.6).size(path)).toBeLessThan(4000)
  })
})
