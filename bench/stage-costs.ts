import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { migrate } from '../src/run/migrate.ts'
import * as publicApi from '../src/index.ts'
import { readCopyBinary } from '../src/postgres/load/copy-reader.ts'
import { parseSourceUrl } from '../src/postgres/connection/source-config.ts'
import { createItemWriter } from '../src/dynamodb/write/create-item-writer.ts'
import { openTransport } from '../src/dynamodb/transport/open-transport.ts'
import { amzDate, createSigner } from '../src/dynamodb/transport/create-signer.ts'
import type { Transport } from '../src/dynamodb/transport/transport.ts'
import { cpuTime } from './cpu-time.ts'
import { eventsDatabase, sinkTable } from './events-database.ts'
import { eventsMapping } from './events-mapping.ts'
import { startNullSink } from './null-sink.ts'
import { encodeOne, inLanes, prepareEvents } from './prepared-events.ts'
import { median, round, writeResult } from './write-result.ts'

/**
 * Where the CPU time of a row goes: each stage alone, over the same rows, in microseconds of CPU per row; then all of
 * them in a load, whose start-up (modules, catalog, plan) is counted apart because it does not grow with the rows.
 *
 *     node bench/stage-costs.ts [--rows 200000] [--rounds 5] [--url postgresql://…]
 */
const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '5' },
    url: { type: 'string' },
  },
})
const rounds = Number(options.rounds)
const { signal } = new AbortController()

await using database = await eventsDatabase(Number(options.rows), options.url)
await using sink = await startNullSink(sinkTable(['gsi1-index']))
await using prepared = await prepareEvents(database.url)
const { encoder, tuples, batches, bodies, resolved } = prepared

async function read(): Promise<number> {
  return (await readCopyBinary(prepared.client, prepared.sql, { onTuple() {}, afterPiece() {} }, signal)).tuples
}

/** Median over rounds of the microseconds per row; one round before that does not count. */
async function perRow(work: () => Promise<number> | number): Promise<number> {
  await work()
  const costs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    let rows = 0
    const { microseconds } = await cpuTime(async () => {
      rows = await work()
    })
    costs.push(microseconds / rows)
  }
  return median(costs)
}

/** Answers what the sink answers, without a network. */
const answer = Buffer.from('{"UnprocessedItems":{}}')
const nowhere: Transport = { kind: 'direct', call: () => Promise.resolve(answer), async [Symbol.asyncDispose]() {} }
const target = {
  table: 'bench',
  endpoint: sink.endpoint,
  region: 'us-east-1',
  transport: 'direct',
  localIdentity: true,
} as const
await using transport = await openTransport(target)
const sign = createSigner(
  { region: 'us-east-1', service: 'dynamodb' },
  { accessKeyId: 'local', secretAccessKey: 'local' },
)
const headers = [
  ['content-type', 'application/x-amz-json-1.0'],
  ['host', '127.0.0.1:8000'],
  ['x-amz-date', amzDate(0)],
  ['x-amz-target', 'DynamoDB_20120810.BatchWriteItem'],
] as const

async function callAll(): Promise<number> {
  await inLanes(bodies, 32, (body) => transport.call('BatchWriteItem', body, signal))
  return tuples.length
}

async function writeAll(): Promise<number> {
  await using writer = createItemWriter({
    transport: nowhere,
    table: 'bench',
    resolvedTable: resolved.table,
    maxBatchItems: 25,
    maxInFlight: 32,
    onEvent: () => undefined,
  })
  for (const batch of batches) {
    await writer.ready(signal)
    void writer.write(batch, signal)
  }
  return tuples.length
}

async function load(): Promise<{ readonly perRow: number; readonly startMs: number }> {
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'pgfold-bench-'))
  const before = process.cpuUsage()
  let planned = process.cpuUsage()
  const result = await migrate(
    {
      mapping: eventsMapping(publicApi),
      source: parseSourceUrl(database.url, {}),
      target,
      stateDirectory,
      onExisting: 'append',
      threads: 0,
    },
    (event) => {
      if (event.kind === 'planned') planned = process.cpuUsage()
    },
    signal,
  )
  const end = process.cpuUsage(planned)
  await rm(stateDirectory, { recursive: true, force: true })
  if (result.outcome !== 'completed') throw result.error ?? new Error(result.outcome)
  const rows = result.summary.entities.reduce((sum, { read: count }) => sum + count, 0)
  return {
    perRow: (end.user + end.system) / rows,
    startMs: (planned.user - before.user + planned.system - before.system) / 1000,
  }
}

const costs: Record<string, number> = {}
costs['read'] = await perRow(read)
costs['encode'] = await perRow(() => {
  // Often, and given back as a load does: what is kept would cost fresh memory.
  for (let time = 0; time < 10; time += 1) for (const tuple of tuples) encodeOne(encoder, tuple).release()
  return 10 * tuples.length
})
costs['batch, queue, rate'] = await perRow(writeAll)
costs['sign'] = await perRow(() => {
  for (const body of bodies) sign({ method: 'POST', path: '/', headers, body }, amzDate(0))
  return tuples.length
})
costs['HTTP'] = (await perRow(callAll)) - (costs['sign'] ?? 0)
const stages = Object.values(costs).reduce((sum, cost) => sum + cost, 0)
await load()
const loads = [await load(), await load(), await load()]
const whole = median(loads.map((one) => one.perRow))
const rows = [
  ...Object.entries(costs).map(([stage, cost]) => ({ stage, microsecondsPerRow: round(cost) })),
  { stage: 'chunks, ledger, the rest', microsecondsPerRow: round(whole - stages) },
  { stage: 'whole load', microsecondsPerRow: round(whole) },
]
await writeResult(
  'stage-costs',
  {
    table: 'events',
    tuples: tuples.length,
    planMs: round(median(loads.map((one) => one.startMs))),
  },
  rows,
)
