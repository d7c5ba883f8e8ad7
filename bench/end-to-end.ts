import { spawn } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { createRatelDatabase } from '../demo/create-ratel-database.ts'
import { startPostgres } from '../servers/embedded-postgres.ts'
import type { Figures, Job } from './contender.ts'
import { sinkTable } from './events-database.ts'
import { startNullSink } from './null-sink.ts'
import { twelveColumnsSql } from './twelve-columns.ts'
import { median, round, writeResult } from './write-result.ts'

/**
 * End to end against the null sink: pgfold, the obvious design and the best plain one by turns, in processes of their own;
 * PostgreSQL, contender and sink share the machine. Prints and keeps medians and the ratios pair by pair. `--obvious
 * no` leaves the yardsticks out (memory at many rows).
 *
 * node bench/end-to-end.ts [--work events|ratel] [--rows 1000000] [--users 24000] [--pairs 3] [--threads 0,2]
 *   [--transport direct|sdk] [--obvious no] [--name …]
 */
const { values: options } = parseArgs({
  options: {
    work: { type: 'string', default: 'events' },
    rows: { type: 'string', default: '1000000' },
    users: { type: 'string', default: '24000' },
    pairs: { type: 'string', default: '3' },
    threads: { type: 'string', default: '0,2' },
    transport: { type: 'string', default: 'direct' },
    obvious: { type: 'string', default: 'yes' },
    name: { type: 'string' },
  },
})
const work = options.work === 'ratel' ? 'ratel' : 'events'

function contend(job: Job): Promise<Figures> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'contender.ts'), JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString()
  })
  return new Promise((resolve, reject) => {
    child.once('exit', (status) =>
      status === 0
        ? resolve(JSON.parse(output.trim().split('\n').at(-1) ?? '') as Figures)
        : reject(new Error(`${job.contender} ended with ${status}`)),
    )
  })
}

await using postgres = await startPostgres()
const client = new pg.Client({ connectionString: postgres.url })
await client.connect()
if (work === 'events') await client.query(twelveColumnsSql(Number(options.rows)))
else await createRatelDatabase((sql) => client.query(sql), { users: Number(options.users), age: 'aged' })
await client.query('vacuum analyze')
await client.end()

await using sink = await startNullSink(
  sinkTable(work === 'events' ? ['gsi1-index'] : ['type-index', 'gsi1-index', 'gsi2-index']),
)

const job = { work, url: postgres.url, endpoint: sink.endpoint, table: 'bench' } as const
const contenders: readonly { readonly name: string; readonly job: Job }[] = [
  ...(options.obvious === 'no'
    ? []
    : (['obvious', 'plain'] as const).map((name) => ({ name, job: { ...job, contender: name } as const }))),
  ...options.threads.split(',').map((threads) => ({
    name: `pgfold, ${threads === '0' ? 'one thread' : `${threads} threads`}`,
    job: {
      ...job,
      contender: 'pgfold',
      threads: Number(threads),
      transport: options.transport === 'sdk' ? 'sdk' : 'direct',
    } as const,
  })),
]
const results = new Map<string, Figures[]>()
for (let pair = 0; pair < Number(options.pairs); pair += 1) {
  for (const contender of contenders)
    results.set(contender.name, [...(results.get(contender.name) ?? []), await contend(contender.job)])
}

/** Beside the better of the two yardsticks, pair by pair. */
const ratio = (figures: readonly Figures[], of: (figure: Figures) => number): number =>
  round(
    median(
      figures.map((figure, at) => {
        const yardsticks = ['obvious', 'plain'].flatMap((name) => results.get(name)?.[at] ?? [])
        return yardsticks.length === 0 ? 1 : of(figure) / Math.max(...yardsticks.map(of))
      }),
    ),
  )
const rows = [...results].map(([name, figures]) => ({
  name,
  rows: figures[0]?.rows ?? 0,
  rowsPerSecond: Math.round(median(figures.map((figure) => figure.rows / figure.seconds))),
  cpuMicrosecondsPerRow: round(median(figures.map((figure) => (figure.cpuSeconds / figure.rows) * 1e6))),
  peakRssMb: Math.round(Math.max(...figures.map((figure) => figure.peakRssMb))),
  timesPlainRows: ratio(figures, (figure) => figure.rows / figure.seconds),
  timesPlainPerCpu: ratio(figures, (figure) => figure.rows / figure.cpuSeconds),
}))
await writeResult(
  options.name ?? `end-to-end-${work}${options.transport === 'sdk' ? '-sdk' : ''}`,
  { work, transport: options.transport, pairs: Number(options.pairs) },
  rows,
)
