import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createFileLedger } from './file-ledger.ts'
import type { DurableFiles } from './durable-files.ts'
import { nodeFiles } from './durable-files.ts'
import {
  chunksOf,
  fullDiskAfter,
  init,
  likes,
  planOf,
  resultOf,
  snapshot,
  temporaryDirectory,
  users,
} from './ledger.fixture.ts'
import type { RunId } from '../brand.ts'
import { openRetryLedger, type RetryOutcome } from './retry-ledger.ts'
import { rejectsPath, statePath } from './state-path.ts'

/** A complete run with four rejects of users. */
async function completeRun(directory: string): Promise<RunId> {
  await using ledger = await createFileLedger(directory, init)
  const chunks = chunksOf(users, 2)
  await ledger.begin(
    [planOf(users, chunks), planOf(likes, [])].map((plan) => (plan.entity === likes ? { ...plan, pending: [] } : plan)),
    snapshot,
  )
  for (const chunk of chunks) {
    ledger.chunkStarted(chunk)
    await ledger.chunkDone(resultOf(chunk, chunk.number === 1 ? 4 : 0))
  }
  await ledger.finish('Completed', null)
  return ledger.summary.runId
}

function outcomeOf(lines: readonly string[]): RetryOutcome {
  return {
    lines,
    changes: new Map([
      [
        users,
        {
          read: -1,
          written: 1,
          collapsed: 0,
          rejected: -2,
          bytes: 10,
          writeUnits: 1,
          indexKeysSkipped: {},
          oversize: {},
        },
      ],
    ]),
    snapshot,
    totals: { requests: 1, retries: 0, throttles: 0, unprocessed: 0 },
  }
}

describe('the ledger of a retry', () => {
  it(
    'leaves reject file and figures old or new together, at whatever step the disk fills up',
    { timeout: 60_000 },
    async () => {
      const kinds = new Set<string>()
      for (let steps = 0; steps < 8; steps += 1) {
        await using directory = await temporaryDirectory()
        const runId = await completeRun(directory.path)
        const files: DurableFiles = fullDiskAfter(steps)
        const ledger = await openRetryLedger(directory.path, runId, { files })
        const kept = ledger.rejects.slice(2).map(({ line }) => line)
        expect(ledger.rejects).toHaveLength(4)
        const failed = await ledger.commit(outcomeOf(kept)).then(
          () => false,
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'LEDGER_WRITE_FAILED' })
            return true
          },
        )
        const after = await openRetryLedger(directory.path, runId)
        const [entity] = after.summary.entities
        const isNew = after.rejects.length === 2
        kinds.add(`${isNew ? 'new' : 'old'} after ${failed ? 'a failure' : 'success'}`)
        expect(entity).toMatchObject(isNew ? { rejected: 2, read: 21 } : { rejected: 4, read: 22 })
        expect(await readFile(rejectsPath(directory.path, runId), 'utf8')).toBe(
          after.rejects.map(({ line }) => line).join(''),
        )
        expect(entity?.read).toBe((entity?.written ?? 0) + (entity?.collapsed ?? 0) + (entity?.rejected ?? 0))
        if (!failed) break
      }
      expect([...kinds].toSorted()).toEqual(['new after a failure', 'new after success', 'old after a failure'])
    },
  )

  it('refuses a reject file that was changed', async () => {
    await using directory = await temporaryDirectory()
    const runId = await completeRun(directory.path)
    const path = rejectsPath(directory.path, runId)
    const { content } = await nodeFiles.read(path)
    await nodeFiles.replace(path, Buffer.from(content.toString('utf8').replace('"source_key"', '"source_kex"')))
    await expect(openRetryLedger(directory.path, runId)).rejects.toMatchObject({
      code: 'LEDGER_REJECTS_UNREADABLE',
      detail: 'line 1',
    })
    await nodeFiles.replace(path, content.subarray(0, 100))
    await expect(openRetryLedger(directory.path, runId)).rejects.toMatchObject({ code: 'LEDGER_REJECTS_LOST' })
    expect(await readdir(directory.path)).toHaveLength(2)
    expect(statePath(directory.path, runId)).toContain(runId)
  })
})
