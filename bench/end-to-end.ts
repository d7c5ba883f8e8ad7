import { execFileSync, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { createRatelDatabase } from '../demo/ratel-database.ts'
import { startPostgres } from '../servers/embedded-postgres.ts'
import type { Figures, Job } from './contender.ts'
import { startNullSink } from './null-sink.ts'
import { twelveColumnsSql } from './twelve-columns.ts'

/**
 * End to end against the null sink: pgfold and the obvious design by turns, in processes of their own, in one run; PostgreSQL, contender and
 * sink share the machine. Prints and keeps medians and the ratios pair by pair.
 *
 *     node bench/end-to-end.ts [--work events|ratel] [--rows 300000] [--users 8000] [--pairs 3] [--threads 0,2]
 */
const { values: options } = parseArgs({
  options: { work: { type: 'string', default: 'events' }, rows: { type: 'string', default: '300000' }, users: { type: 'string', default: '8000' }, pairs: { type: 'string', default: '3' }, threads: { type: 'string', default: '0,2' } },
})
const work = options.work === 'ratel' ? 'ratel' : 'events'

function contend(job: Job): Promise<Figures> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'contender.ts'), JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (text: Buffer) => { output += text.toString() })
  return new Promise((resolve, reject) => {
    child.once('exit', (status) => (status === 0 ? resolve(JSON.parse(output.trim().split('\n').at(-1) ?? '') as Figures) : reject(new Error(`${job.contender} ended with ${status}`))))
  })
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
const round = (value: number) => Number(value.toPrecision(3))

await using postgres = await startPostgres()
const client = new pg.Client({ connectionString: postgres.url })
await client.connect()
if (work === 'events') await client.query(twelveColumnsSql(Number(options.rows)).replace('vacuum analyze events;', ''))
else await createRatelDatabase((sql) => client.query(sql), { users: Number(options.users), age: 'aged' })
await client.query('vacuum analyze')
await client.end()

const index = (name: string, partition: string, sort: string) => ({ IndexName: name, IndexStatus: 'ACTIVE', KeySchema: [{ AttributeName: partition, KeyType: 'HASH' }, { AttributeName: sort, KeyType: 'RANGE' }], Projection: { ProjectionType: 'ALL' } })
await using sink = await startNullSink({
  keys: {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    AttributeDefinitions: ['pk', 'sk', 'type', 'gsi1_pk', 'gsi1_sk', 'gsi2_pk', 'gsi2_sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  },
  indexes: work === 'events' ? [index('gsi1-index', 'gsi1_pk', 'gsi1_sk')] : [index('type-index', 'type', 'sk'), index('gsi1-index', 'gsi1_pk', 'gsi1_sk'), index('gsi2-index', 'gsi2_pk', 'gsi2_sk')],
})

const job = { work, url: postgres.url, endpoint: sink.endpoint, table: 'bench' } as const
const contenders: readonly { readonly name: string; readonly job: Job }[] = [
  { name: 'obvious', job: { ...job, contender: 'obvious' } },
  ...options.threads.split(',').map((threads) => ({ name: `pgfold, ${threads === '0' ? 'one thread' : `${threads} threads`}`, job: { ...job, contender: 'pgfold', threads: Number(threads) } as const })),
]
const results = new Map<string, Figures[]>()
for (let pair = 0; pair < Number(options.pairs); pair += 1) {
  for (const contender of contenders) results.set(contender.name, [...(results.get(contender.name) ?? []), await contend(contender.job)])
}

const baseline = results.get('obvious') ?? []
const rows = [...results].map(([name, figures]) => ({
  name,
  rows: figures[0]?.rows ?? 0,
  rowsPerSecond: Math.round(median(figures.map((figure) => figure.rows / figure.seconds))),
  cpuMicrosecondsPerRow: round(median(figures.map((figure) => (figure.cpuSeconds / figure.rows) * 1e6))),
  peakRssMb: Math.round(Math.max(...figures.map((figure) => figure.peakRssMb))),
  timesObvious: round(median(figures.map((figure, at) => figure.rows / figure.seconds / ((baseline[at]?.rows ?? 0) / (baseline[at]?.seconds ?? 1))))),
}))
console.table(rows)
const result = { bench: 'end-to-end', work, date: new Date().toISOString(), machine: `${cpus().length} x ${cpus()[0]?.model ?? ''}`, node: process.version, commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(), pairs: Number(options.pairs), rows }
const folder = path.join(import.meta.dirname, 'results')
await mkdir(folder, { recursive: true })
await writeFile(path.join(folder, `end-to-end-${work}.json`), `${JSON.stringify(result, null, 2)}\n`)
