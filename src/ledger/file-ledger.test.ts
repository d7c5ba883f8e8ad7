import { execFileSync } from 'node:child_process'
import { chmod, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { nodeFiles } from './durable-files.ts'
import type { Chunk } from '../postgres/chunks/chunk.ts'
import { createFileLedger, openFileLedger, readLedger } from './file-ledger.ts'
import type { Ledger } from './ledger.ts'
import {
  chunksOf,
  firstId,
  fullDiskAfter,
  init,
  likes,
  numbered,
  planOf,
  resultOf,
  snapshot,
  temporaryDirectory,
  users,
  worker,
} from './ledger.fixture.ts'
import { currentProcess } from './process-record.ts'
import { rejectsPath, runIdAt, statePath } from './state-path.ts'

const now = (): Date => new Date('2026-01-01T00:00:00.500Z')
const userChunks = chunksOf(users, 4)
const plan = [planOf(users, userChunks), planOf(likes, [])]

function startAll(ledger: Ledger, chunks: readonly Chunk[]): void {
  for (const chunk of chunks) ledger.chunkStarted(chunk)
}

describe('a file ledger', () => {
  it('is named after the second, or the next free one, and is for the owner only', async () => {
    await using directory = await temporaryDirectory()
    const first = await createFileLedger(directory.path, init, { now })
    const second = await createFileLedger(directory.path, init, { now })
    expect([first.summary.runId, second.summary.runId]).toEqual(['migration_1767225600', 'migration_1767225601'])
    expect((await stat(statePath(directory.path, first.summary.runId))).mode & 0o777).toBe(0o600)
    await expect(createFileLedger(directory.path, { ...init, runId: first.summary.runId })).rejects.toMatchObject({
      code: 'LEDGER_EXISTS',
    })
    expect(await readdir(directory.path)).toHaveLength(2)
  })

  it('holds a chunk durably when chunkDone resolves, and an empty entity is complete', async () => {
    await using directory = await temporaryDirectory()
    await using ledger = await createFileLedger(directory.path, init, { now })
    await ledger.begin(plan, snapshot)
    for (const chunk of userChunks.slice(0, 2)) {
      ledger.chunkStarted(chunk)
      await ledger.chunkDone(resultOf(chunk))
    }
    const summary = await readLedger(directory.path, ledger.summary.runId)
    expect(summary).toEqual(ledger.summary)
    expect(summary.status).toBe('InProgress')
    expect(summary.snapshots).toEqual([snapshot])
    expect(summary.entities[0]).toMatchObject({
      status: 'InProgress',
      total: 42,
      read: 20,
      estimated: true,
      counted: 20,
      pending: [{ kind: 'range', low: ['20'], high: null }, { kind: 'nulls' }],
    })
    expect(summary.entities[1]).toMatchObject({ status: 'Completed', total: 0, pending: [] })
  })

  it('stores chunks that finish together in one write, and one chunk once', async () => {
    await using directory = await temporaryDirectory()
    const files = fullDiskAfter(Number.POSITIVE_INFINITY)
    await using ledger = await createFileLedger(directory.path, init, { now, files })
    await ledger.begin(plan, snapshot)
    startAll(ledger, userChunks)
    const before = files.steps
    await Promise.all([...userChunks, ...userChunks].map((chunk) => ledger.chunkDone(resultOf(chunk))))
    expect(files.steps - before).toBe(1)
    expect(ledger.summary.entities[0]).toMatchObject({
      read: 42,
      status: 'Completed',
      indexKeysSkipped: { 'gsi1-index': 5 },
    })
    await ledger.finish('Completed', null)
    expect((await readLedger(directory.path, ledger.summary.runId)).status).toBe('Completed')
  })

  it('adds the request figures of every attempt', async () => {
    await using directory = await temporaryDirectory()
    const first = await createFileLedger(directory.path, init, { now })
    await first.begin(plan, snapshot)
    first.setTotals({ requests: 5, retries: 1, throttles: 0, unprocessed: 2 })
    await first.finish('Paused', null)
    expect(first.summary.completedAt).toBeNull()
    const second = await openFileLedger(directory.path, first.summary.runId)
    await second.begin(plan, snapshot)
    second.setTotals({ requests: 3, retries: 0, throttles: 4, unprocessed: 0 })
    second.setTotals({ requests: 7, retries: 0, throttles: 4, unprocessed: 0 })
    await second.finish('Failed', { code: 'RUN_NOT_CONSERVED', message: 'USER: 1 row' })
    const summary = await readLedger(directory.path, first.summary.runId)
    expect(summary.totals).toEqual({ requests: 12, retries: 1, throttles: 4, unprocessed: 2 })
    expect(summary.snapshots).toHaveLength(2)
    // One for each attempt that had something of the entity to do.
    expect(summary.entities.find(({ entity }) => entity === users)?.reads).toEqual([
      { snapshot: 0, rows: 0 },
      { snapshot: 1, rows: 0 },
    ])
    expect(summary.lastError?.code).toBe('RUN_NOT_CONSERVED')
  })

  it('names the process at work from start to end, and a killed one until another claims the run', async () => {
    await using directory = await temporaryDirectory()
    const first = await createFileLedger(directory.path, init, { now, process: worker })
    const { runId } = first.summary
    const named = async () => (await readLedger(directory.path, runId)).process
    expect(await named()).toEqual(worker)
    await first.begin(plan, snapshot)
    expect(await named()).toEqual(worker)
    const second = await openFileLedger(directory.path, runId)
    expect(await named()).toEqual(worker)
    await second.claim(init.origin)
    expect(await named()).toEqual(currentProcess())
    await second.begin(plan, snapshot)
    await second.finish('Paused', null)
    expect(await named()).toBeNull()
  })

  it('refuses a chunk or an end that does not fit the plan', async () => {
    await using directory = await temporaryDirectory()
    await using ledger = await createFileLedger(directory.path, init, { now })
    await expect(ledger.begin([planOf(users, userChunks)], snapshot)).rejects.toMatchObject({ code: 'LEDGER_MISUSED' })
    await ledger.begin(plan, snapshot)
    const foreign = chunksOf(users, 9)[4]
    expect(() => ledger.chunkStarted(foreign ?? raise())).toThrow('a chunk that is not pending')
    await expect(ledger.chunkDone(resultOf(foreign ?? raise()))).rejects.toMatchObject({ code: 'LEDGER_MISUSED' })
    await expect(ledger.finish('Completed', null)).rejects.toMatchObject({ code: 'LEDGER_MISUSED' })
  })

  it('says why a file is refused: wider, linked, missing, of another form of id', async () => {
    await using directory = await temporaryDirectory()
    const { runId } = (await createFileLedger(directory.path, init, { now })).summary
    const path = statePath(directory.path, runId)
    for (const mode of [0o640, 0o604, 0o620, 0o602]) {
      await chmod(path, mode)
      await expect(readLedger(directory.path, runId)).rejects.toMatchObject({ code: 'LEDGER_TOO_OPEN' })
    }
    await chmod(path, 0o600)
    await rename(path, join(directory.path, 'elsewhere.json'))
    await expect(readLedger(directory.path, runId)).rejects.toMatchObject({ code: 'LEDGER_NOT_FOUND' })
    await symlink('elsewhere.json', path)
    await expect(readLedger(directory.path, runId)).rejects.toMatchObject({
      code: 'LEDGER_UNREADABLE',
      detail: 'it is a symbolic link',
    })
    await expect(readLedger(directory.path, '../migration_1' as typeof runId)).rejects.toMatchObject({
      code: 'LEDGER_NAME_INVALID',
    })
    expect(() => runIdAt(-1)).toThrow('not the id of a run')
  })
})

describe.skipIf(process.platform === 'win32')(
  'a file that is not what a run leaves (skipped on Windows, which has neither pipes here nor modes)',
  () => {
    it('is refused at once where it is a pipe, which nobody may ever write to', { timeout: 5_000 }, async () => {
      await using directory = await temporaryDirectory()
      const runId = runIdAt(1_760_000_000)
      execFileSync('mkfifo', ['-m', '600', statePath(directory.path, runId)])
      await expect(readLedger(directory.path, runId)).rejects.toMatchObject({
        code: 'LEDGER_UNREADABLE',
        detail: expect.stringContaining('pipe'),
      })
      const { runId: other } = (await createFileLedger(directory.path, init, { now })).summary
      execFileSync('mkfifo', ['-m', '600', rejectsPath(directory.path, other)])
      await expect(openFileLedger(directory.path, other)).rejects.toMatchObject({
        code: 'LEDGER_UNREADABLE',
        detail: expect.stringContaining('pipe'),
      })
      await expect(nodeFiles.append(rejectsPath(directory.path, other), 0, Buffer.from('x'))).rejects.toMatchObject({
        code: 'NOT_A_FILE',
      })
    })

    it('is refused where others may write the rejects, or where they are a link', async () => {
      await using directory = await temporaryDirectory()
      const { runId } = (await createFileLedger(directory.path, init, { now })).summary
      const path = rejectsPath(directory.path, runId)
      await writeFile(path, '', { mode: 0o600 })
      await chmod(path, 0o666)
      await expect(openFileLedger(directory.path, runId)).rejects.toMatchObject({
        code: 'LEDGER_TOO_OPEN',
        place: path,
      })
      await chmod(path, 0o600)
      await rename(path, `${path}.moved`)
      await symlink(`${path}.moved`, path)
      await expect(openFileLedger(directory.path, runId)).rejects.toMatchObject({
        code: 'LEDGER_UNREADABLE',
        detail: 'it is a symbolic link',
      })
    })
  },
)

describe('the reject file', () => {
  it('has one line per rejected row with reason and fix', async () => {
    await using directory = await temporaryDirectory()
    await using ledger = await createFileLedger(directory.path, init, { now })
    await ledger.begin(plan, snapshot)
    startAll(ledger, userChunks)
    await ledger.chunkDone(resultOf(userChunks[0] ?? raise(), 2))
    const path = rejectsPath(directory.path, ledger.summary.runId)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const lines = (await readFile(path, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(lines).toHaveLength(2)
    expect(lines[0]).toEqual({
      entity: 'USER',
      source_key: { id: '0' },
      item_key: { pk: 'USER#0', sk: 'METADATA' },
      reason: { code: 'VALUE_ITEM_TOO_LARGE', text: 'the item is larger than 400 KB' },
      detail: 'body: 500000 bytes',
      fix: expect.stringContaining('leave the large column out'),
    })
  })

  it('is cut back on resume to what the state covers, and refused when lines are lost', async () => {
    await using directory = await temporaryDirectory()
    const first = await createFileLedger(directory.path, init, { now })
    const { runId } = first.summary
    const path = rejectsPath(directory.path, runId)
    await first.begin(plan, snapshot)
    startAll(first, userChunks)
    await first.chunkDone(resultOf(userChunks[0] ?? raise(), 1))
    const durable = await readFile(path)
    await writeFile(path, Buffer.concat([durable, Buffer.from('{"entity":"USER","sour')]))
    const second = await openFileLedger(directory.path, runId)
    const rest = numbered(userChunks.slice(1))
    await second.begin([planOf(users, rest)], snapshot)
    startAll(second, rest)
    expect(await readFile(path)).toEqual(durable)
    await second.chunkDone(resultOf(rest[0] ?? raise(), 1))
    expect(
      (await readFile(path, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { source_key: unknown }).source_key),
    ).toEqual([{ id: '0' }, { id: '10' }])
    await writeFile(path, durable)
    await expect(openFileLedger(directory.path, runId)).rejects.toMatchObject({ code: 'LEDGER_REJECTS_LOST' })
  })
})

describe('a disk that is full', () => {
  it('leaves the state before or the state after, at whatever step it fills up; a resume then ends the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 16 }),
        fc.constantFrom('ENOSPC', 'EIO', 'EDQUOT'),
        fc.shuffledSubarray([...userChunks], { minLength: userChunks.length }),
        async (steps, code, order) => {
          await using directory = await temporaryDirectory()
          const { runId } = (await createFileLedger(directory.path, init, { now })).summary
          const ledger = await openFileLedger(directory.path, runId, {
            now,
            files: fullDiskAfter(steps, code),
            gatherMs: 0,
          })
          let resolved = 0
          let outcome = 'completed'
          try {
            await ledger.begin(plan, snapshot)
            startAll(ledger, userChunks)
            for (const chunk of order) {
              await ledger.chunkDone(resultOf(chunk, 1))
              resolved += 1
            }
            await ledger.finish('Completed', null)
          } catch (error) {
            outcome = error instanceof PgfoldError ? error.code : String(error)
          }
          // begin, then rejects and state for each of five chunks, then the end.
          expect(outcome).toBe(steps < 12 ? 'LEDGER_WRITE_FAILED' : 'completed')
          const left = await readLedger(directory.path, runId)
          expect(left.entities[0]?.read ?? 0).toBe(order.slice(0, resolved).reduce((sum, chunk) => sum + chunk.rows, 0))

          const again = await openFileLedger(directory.path, runId, { now, gatherMs: 0 })
          const rest = numbered(userChunks.filter((chunk) => !order.slice(0, resolved).includes(chunk)))
          await again.begin([planOf(users, rest), planOf(likes, [])], snapshot)
          startAll(again, rest)
          for (const chunk of rest) await again.chunkDone(resultOf(chunk, 1))
          await again.finish('Completed', null)
          expect(again.summary.entities[0]).toMatchObject({
            total: 42,
            read: 42,
            rejected: userChunks.length,
            pending: [],
          })
          const lines = (await nodeFiles.read(rejectsPath(directory.path, runId))).content
            .toString()
            .trimEnd()
            .split('\n')
          expect(
            lines.map((line) => (JSON.parse(line) as { source_key: { id: string } }).source_key.id).toSorted(),
          ).toEqual(userChunks.map((chunk) => String(firstId(chunk))).toSorted())
        },
      ),
      { numRuns: 60 },
    )
  })
})

function raise(): never {
  throw new Error('the fixture is wrong')
}
