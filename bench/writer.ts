import { BatchWriteItemCommand, DynamoDBClient, type AttributeValue } from '@aws-sdk/client-dynamodb'
import { parseArgs } from 'node:util'
import { createItemWriter } from '../src/dynamodb/write/create-item-writer.ts'
import { openTransport } from '../src/dynamodb/transport/open-transport.ts'
import { cpuTime } from './cpu-time.ts'
import { eventsDatabase, sinkTable } from './events-database.ts'
import { startNullSink } from './null-sink.ts'
import { inLanes, prepareEvents } from './prepared-events.ts'
import { median, round, writeResult } from './write-result.ts'

/**
 * The writer alone, items in memory, 32 requests in flight against the null sink: the AWS client as it comes, ours over
 * both transports, and the floor: ready requests to the sink, without batching, rate or account of outcomes. By turns;
 * ratios pair by pair; a core is one second of CPU.
 *
 *     node bench/writer.ts [--rounds 5]
 */
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, url: { type: 'string' } },
})
const { signal } = new AbortController()
const lanes = 32

await using database = await eventsDatabase(20_000, options.url)
await using sink = await startNullSink(sinkTable(['gsi1-index']))
await using prepared = await prepareEvents(database.url)
const { batches, bodies, resolved } = prepared
const target = { table: 'bench', endpoint: sink.endpoint, region: 'us-east-1', localIdentity: true } as const
await using direct = await openTransport({ ...target, transport: 'direct' })
await using sdk = await openTransport({ ...target, transport: 'sdk' })
const client = new DynamoDBClient({
  endpoint: sink.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
const objects = batches.map((batch) =>
  batch.map((item) => ({
    PutRequest: { Item: JSON.parse(Buffer.from(item.json).toString()) as Record<string, AttributeValue> },
  })),
)

async function ours(transport: typeof direct): Promise<void> {
  await using writer = createItemWriter({
    transport,
    table: 'bench',
    resolvedTable: resolved.table,
    maxBatchItems: 25,
    maxInFlight: lanes,
    onEvent: () => undefined,
  })
  const writes: Promise<unknown>[] = []
  for (const batch of batches) {
    await writer.ready(signal)
    writes.push(writer.write(batch, signal))
  }
  await Promise.all(writes)
}

const contenders: readonly { readonly name: string; readonly run: () => Promise<void> }[] = [
  {
    name: 'AWS client, defaults',
    run: () =>
      inLanes(objects, lanes, (requests) =>
        client.send(new BatchWriteItemCommand({ RequestItems: { bench: requests } })),
      ),
  },
  { name: 'writer, sdk transport', run: () => ours(sdk) },
  { name: 'writer, direct transport', run: () => ours(direct) },
  {
    name: 'floor: ready requests, direct',
    run: () => inLanes(bodies, lanes, (body) => direct.call('BatchWriteItem', body, signal)),
  },
]
const items = batches.length * 25
const costs = new Map<string, number[]>()
const speeds = new Map<string, number[]>()
for (let turn = -1; turn < Number(options.rounds); turn += 1) {
  for (const { name, run } of contenders) {
    const { microseconds, seconds } = await cpuTime(run)
    // The first turn warms up.
    if (turn < 0) continue
    costs.set(name, [...(costs.get(name) ?? []), microseconds / items])
    speeds.set(name, [...(speeds.get(name) ?? []), items / seconds])
  }
}
client.destroy()
const baseline = costs.get('AWS client, defaults') ?? []
await writeResult(
  'writer',
  {
    itemsPerRound: items,
    bytesPerItem: Math.round(bodies.reduce((sum, body) => sum + body.length, 0) / items),
    inFlight: lanes,
  },
  [...costs].map(([name, list]) => ({
    name,
    cpuMicrosecondsPerItem: round(median(list)),
    itemsPerSecondOfCpu: Math.round(1e6 / median(list)),
    itemsPerSecond: Math.round(median(speeds.get(name) ?? [])),
    timesAwsClientPerCore: round(median(list.map((cost, at) => (baseline[at] ?? 0) / cost))),
  })),
)
