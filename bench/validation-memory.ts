import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startPostgres } from '../servers/embedded-postgres.ts'
import { allColumns, defineMapping, parseSourceUrl, validate } from '../src/index.ts'
import { boundHeap } from '../src/run/bound-heap.ts'
import { startEndlessTable } from './endless-table.ts'
import { round, writeResult } from './write-result.ts'
import { inProcess } from './in-process.ts'

/**
 * Memory of a full validation of ten million items: a real PostgreSQL on one side, a table that makes up its items on
 * the other; all equal, and with the last one wrong.
 *
 *     node bench/validation-memory.ts [--items 10000000]
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { items: { type: 'string', default: '10000000' } },
})
const items = Number(options.items)

const mapping = defineMapping({
  name: 'notes',
  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type', indexes: {} },
  entities: {
    NOTE: { group: 'notes', from: 'notes', key: { pk: 'N#{id}', sk: 'METADATA' }, attributes: { ...allColumns() } },
  },
})

async function validateOnce(url: string, endpoint: string): Promise<void> {
  boundHeap()
  const started = performance.now()
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'pgfold-bench-'))
  const report = await validate(
    {
      mapping,
      source: parseSourceUrl(url, {}),
      target: { table: 'endless', endpoint, region: 'us-east-1', transport: 'direct', localIdentity: true },
      depth: { kind: 'all' },
      stateDirectory,
    },
    () => undefined,
    new AbortController().signal,
  )
  await rm(stateDirectory, { recursive: true, force: true })
  const usage = process.resourceUsage()
  const { expected, found, different, missing, extra } = report.totals
  process.stdout.write(
    `${JSON.stringify({ expected, found, differences: different + missing + extra, seconds: round((performance.now() - started) / 1000), cpuMicrosecondsPerItem: round((usage.userCPUTime + usage.systemCPUTime) / found), peakRssMb: Math.round(usage.maxRSS / 1024) })}\n`,
  )
}

const [url, endpoint] = positionals
if (url !== undefined && endpoint !== undefined) {
  await validateOnce(url, endpoint)
} else {
  await using postgres = await startPostgres()
  await using table = await startEndlessTable(items)
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  await client.query('create unlogged table notes (id bigint primary key, body text not null)')
  await client.query(`insert into notes select i, 'note ' || i || ' of many' from generate_series(1, ${items}) i`)
  await client.query('vacuum analyze notes')
  const measured = (): Promise<Record<string, unknown>> =>
    inProcess(import.meta.filename, [postgres.url, table.endpoint])
  const rows = [{ name: 'equal', ...(await measured()) }]
  await client.query(`update notes set body = body || '.' where id = ${items}`)
  await client.end()
  rows.push({ name: 'one item different', ...(await measured()) })
  await writeResult('validation-memory', { items }, rows)
}
