import { execFileSync, spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { readCopyBinary } from '../src/postgres/load/copy-reader.ts'
import { cpuTime } from './cpu-time.ts'
import { eventsDatabase } from './events-database.ts'
import { prepareEvents } from './prepared-events.ts'
import { median, round, writeResult } from './write-result.ts'

/**
 * Reader and encoder without a writer, over one connection, beside what there is to compare them with: COPY BINARY by
 * psql to nowhere (where psql is installed; its CPU time is not ours and not shown), and by pg-copy-streams to nowhere.
 * By turns; ratios pair by pair.
 *
 *     node bench/reader-encoder.ts [--rows 300000] [--rounds 5]
 */
const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '5' },
    url: { type: 'string' },
  },
})
const { signal } = new AbortController()

await using database = await eventsDatabase(Number(options.rows), options.url)
await using prepared = await prepareEvents(database.url)
const { client, sql, encoder } = prepared
const copy = `COPY (${sql}) TO STDOUT (FORMAT binary)`
const handlers = { afterPiece() {} }
const plain = new pg.Client({ connectionString: database.url })
await plain.connect()

async function psql(): Promise<void> {
  const child = spawn('psql', [database.url, '-q', '-c', copy], { stdio: ['ignore', 'ignore', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`psql ended with ${code}`))))
  })
}

async function stream(): Promise<void> {
  let bytes = 0
  for await (const piece of plain.query(copyTo(copy))) bytes += (piece as Buffer).length
  if (bytes === 0) throw new Error('nothing came')
}

const contenders: readonly { readonly name: string; readonly run: () => Promise<unknown> }[] = [
  ...(hasPsql() ? [{ name: 'psql COPY BINARY to nowhere', run: psql }] : []),
  { name: 'pg-copy-streams to nowhere', run: stream },
  { name: 'reader', run: () => readCopyBinary(client, sql, { ...handlers, onTuple() {} }, signal) },
  {
    name: 'reader and encoder',
    run: () =>
      readCopyBinary(
        client,
        sql,
        { ...handlers, onTuple: (bytes, start, end) => void encoder.encode(bytes, start, end) },
        signal,
      ),
  },
]
const { tuples: rows } = await readCopyBinary(client, sql, { ...handlers, onTuple() {} }, signal)
const costs = new Map<string, number[]>()
const speeds = new Map<string, number[]>()
for (let turn = -1; turn < Number(options.rounds); turn += 1) {
  for (const { name, run } of contenders) {
    const { microseconds, seconds } = await cpuTime(async () => {
      await run()
    })
    if (turn < 0) continue
    costs.set(name, [...(costs.get(name) ?? []), microseconds / rows])
    speeds.set(name, [...(speeds.get(name) ?? []), rows / seconds])
  }
}
await plain.end()
const floor = contenders[0]?.name ?? ''
await writeResult(
  'reader-encoder',
  { tuples: rows, floor },
  [...speeds].map(([name, list]) => ({
    name,
    rowsPerSecond: Math.round(median(list)),
    cpuMicrosecondsPerRow: name.startsWith('psql') ? null : round(median(costs.get(name) ?? [])),
    shareOfFloor: round(median(list.map((speed, at) => speed / (speeds.get(floor)?.[at] ?? Number.NaN)))),
  })),
)

function hasPsql(): boolean {
  try {
    execFileSync('psql', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
