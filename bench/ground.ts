import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startPostgres } from '../servers/embedded-postgres.ts'
import type * as boundHeapModule from '../src/run/bound-heap.ts'
import type * as indexModule from '../src/index.ts'
import { built } from './built.ts'
import { sinkTable } from './events-database.ts'
import { groundKeys, groundMapping, groundSql, type GroundKey } from './ground-tables.ts'
import { startNullSink } from './null-sink.ts'
import { round, writeResult } from './write-result.ts'
import { inProcess } from './in-process.ts'

/**
 * Real ground: a table with a counter and a look-up, keyed by int8, uuid, text and by two columns, at several sizes. Rows
 * a second, the time from the snapshot to the first item and peak memory of a process of its own; PostgreSQL, pgfold and
 * the null sink share the machine.
 *
 * node bench/ground.ts [--rows 1000000,10000000] [--keys int8,uuid,text,composite] [--threads 0]
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '1000000' },
    keys: { type: 'string', default: groundKeys.join(',') },
    threads: { type: 'string', default: '0' },
  },
})

interface Job {
  readonly key: GroundKey
  readonly url: string
  readonly endpoint: string
  readonly threads: number
}

interface Figures {
  readonly rows: number
  readonly seconds: number
  /** Until the first item was known to be stored, at most half a second after it was. */
  readonly firstItemMs: number
  readonly cpuSeconds: number
  readonly peakRssMb: number
}

async function load(job: Job): Promise<Figures> {
  const api = await built<typeof indexModule>('index.js')
  const { boundHeap } = await built<typeof boundHeapModule>('run/bound-heap.js')
  boundHeap()
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'pgfold-bench-'))
  let snapshotAt = 0
  let firstItemAt: number | null = null
  const started = performance.now()
  const result = await api.migrate(
    {
      mapping: groundMapping(api, job.key),
      source: api.parseSourceUrl(job.url, {}),
      target: { table: 'bench', endpoint: job.endpoint, region: 'us-east-1', transport: 'direct', localIdentity: true },
      stateDirectory,
      onExisting: 'append',
      threads: job.threads,
    },
    (event) => {
      if (event.kind === 'snapshot-taken') snapshotAt = performance.now()
      if ((event.kind === 'chunk-progress' || event.kind === 'chunk-done') && event.written > 0)
        firstItemAt ??= performance.now()
    },
    new AbortController().signal,
  )
  await rm(stateDirectory, { recursive: true, force: true })
  if (result.outcome !== 'completed') throw result.error ?? new Error(result.outcome)
  const usage = process.resourceUsage()
  return {
    rows: result.summary.entities.reduce((sum, entity) => sum + entity.written, 0),
    seconds: (performance.now() - started) / 1000,
    firstItemMs: Math.round((firstItemAt ?? Number.NaN) - snapshotAt),
    cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    peakRssMb: usage.maxRSS / 1024,
  }
}

async function measure(): Promise<void> {
  const sizes = options.rows.split(',').map(Number)
  const keys = options.keys.split(',').map((name) => {
    const key = groundKeys.find((known) => known === name)
    if (key === undefined) throw new Error(`${name} is none of ${groundKeys.join(', ')}`)
    return key
  })
  await using postgres = await startPostgres()
  await using sink = await startNullSink(sinkTable([]))
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  const rows: Record<string, unknown>[] = []
  for (const size of sizes) {
    let int8RowsPerSecond: number | null = null
    for (const key of keys) {
      for (const sql of groundSql(key, size)) await client.query(sql)
      const job = { key, url: postgres.url, endpoint: sink.endpoint, threads: Number(options.threads) }
      const figures = await inProcess<Figures>(import.meta.filename, [JSON.stringify(job)])
      if (figures.rows !== size) throw new Error(`${figures.rows} of ${size} rows were loaded`)
      const rowsPerSecond = figures.rows / figures.seconds
      if (key === 'int8') int8RowsPerSecond = rowsPerSecond
      const smaller = rows.findLast((row) => row['key'] === key)?.['rowsPerSecond']
      const row = {
        key,
        rows: size,
        rowsPerSecond: Math.round(rowsPerSecond),
        shareOfInt8: int8RowsPerSecond === null ? null : round(rowsPerSecond / int8RowsPerSecond),
        shareOfSmallerSize: typeof smaller === 'number' ? round(rowsPerSecond / smaller) : null,
        firstItemMs: figures.firstItemMs,
        cpuMicrosecondsPerRow: round((figures.cpuSeconds / figures.rows) * 1e6),
        peakRssMb: Math.round(figures.peakRssMb),
      }
      rows.push(row)
      process.stdout.write(`${JSON.stringify(row)}\n`)
    }
  }
  await client.end()
  await writeResult('ground', { threads: Number(options.threads) }, rows)
}

const [job] = positionals
if (job === undefined) await measure()
else process.stdout.write(`${JSON.stringify(await load(JSON.parse(job) as Job))}\n`)
