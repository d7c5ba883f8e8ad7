import { readLedger, openFileLedger, createFileLedger } from './file-ledger.ts'
import { chunksOf, firstId, init, numbered, planOf, resultOf, snapshot, users } from './ledger.fixture.ts'
import { parseRunId } from './state-path.ts'

/**
 * A process to be killed: `node commit-loop.fixture.ts <directory> <run id> <chunks> <rejects per chunk>`. Goes on with
 * what is pending and prints the number of source rows that are durable after each commit; exits 3 when the disk
 * refuses.
 */
const [directory, id, count, rejects] = process.argv.slice(2)
if (directory === undefined || id === undefined) throw new Error('usage: <directory> <run id> <chunks> <rejects>')
const runId = parseRunId(id)
const ledger = await readLedger(directory, runId).then(
  () => openFileLedger(directory, runId, { gatherMs: 0 }),
  () => createFileLedger(directory, { ...init, entities: init.entities.slice(0, 1), runId }, { gatherMs: 0 }),
)
const open = new Set(
  ledger.summary.entities[0]?.pending.flatMap((range) => {
    const all = chunksOf(users, Number(count))
    if (range.kind === 'all') return all.map(({ number }) => number)
    if (range.kind === 'nulls') return all.slice(-1).map(({ number }) => number)
    const end = range.high === null ? Number(count) * 10 : Number(range.high[0])
    return all
      .slice(0, -1)
      .filter((chunk) => firstId(chunk) >= Number(range.low?.[0] ?? 0) && firstId(chunk) < end)
      .map(({ number }) => number)
  }),
)
const chunks = numbered(chunksOf(users, Number(count)).filter(({ number }) => open.has(number)))
try {
  await ledger.begin([planOf(users, chunks)], snapshot)
  for (const chunk of chunks) ledger.chunkStarted(chunk)
  for (let at = 0; at < chunks.length; at += 3) {
    await Promise.all(
      chunks
        .slice(at, at + 3)
        .toReversed()
        .map((chunk) => ledger.chunkDone(resultOf(chunk, Number(rejects)))),
    )
    process.stdout.write(`${ledger.summary.entities[0]?.read}\n`)
  }
  await ledger.finish('Completed', null)
} catch (error) {
  process.stderr.write(`${String(error)}\n`)
  process.exitCode = 3
}
