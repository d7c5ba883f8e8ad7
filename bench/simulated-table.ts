import { parseArgs } from 'node:util'
import type { EncodedItem } from '../src/encode/encoded-item.ts'
import { itemBytes, itemWriteUnits } from '../src/encode/item-size.ts'
import { createItemWriter } from '../src/target/create-item-writer.ts'
import { openTransport } from '../src/target/open-transport.ts'
import type { ResolvedTable } from '../src/mapping/resolved.ts'
import { startSimulatedService, type ServiceTotals } from './simulated-service.ts'
import { round, writeResult } from './write-result.ts'

/**
 * The rate control against a simulated DynamoDB in a process of its own (simulated-service.ts), in real time and over real connections: the
 * share of what was granted that was used, the share of attempts throttled, the seconds until a new grant is used, predicted units against
 * consumed ones. The doubling of half an hour takes `--double` seconds here; everything else runs at its own pace, so 5 s are 5 s.
 *
 *     node bench/simulated-table.ts [--double 12] [--steady 12]
 */
const { values: options } = parseArgs({ options: { double: { type: 'string', default: '12' }, steady: { type: 'string', default: '12' } } })
const doubleSeconds = Number(options.double)
const steadySeconds = Number(options.steady)
const { signal } = new AbortController()
const table: Pick<ResolvedTable, 'partitionKey' | 'sortKey' | 'indexes'> = {
  partitionKey: 'pk', sortKey: 'sk', indexes: [{ name: 'gsi1', partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk', projection: 'all' }],
} as Pick<ResolvedTable, 'partitionKey' | 'sortKey' | 'indexes'>

/** Items of 0.2 to 3 KB, half of them in the index; keys well spread. */
function makeItem(number: number): EncodedItem {
  const item = {
    pk: { S: `K#${Math.imul(number, 0x9e3779b1) >>> 0}` }, sk: { S: `S#${number}` },
    ...(number % 2 === 0 ? { gsi1_pk: { S: `G#${number % 977}` }, gsi1_sk: { S: String(number) } } : {}),
    body: { S: 'x'.repeat(100 + (Math.imul(number, 0x85ebca6b) >>> 0) % (number % 40 === 0 ? 2800 : 700)) },
  }
  return { entity: 'ITEM' as EncodedItem['entity'], json: Buffer.from(JSON.stringify(item)), bytes: itemBytes(item), writeUnits: itemWriteUnits(table as ResolvedTable, item), sourceKey: Buffer.from('{}') }
}

interface Case {
  readonly name: string
  readonly service: { readonly start: number; readonly doubleSeconds: number; readonly indexUnits?: number; readonly maxOnDemand?: number; readonly account?: number; readonly faults?: number }
  readonly warmSeconds: number
  readonly seconds: number
}

async function observe({ name, service, warmSeconds, seconds }: Case): Promise<Record<string, unknown>> {
  await using simulated = await startSimulatedService(service)
  await using transport = await openTransport({ table: 'simulated', endpoint: simulated.endpoint, region: 'us-east-1', transport: 'direct', localIdentity: true })
  await using writer = createItemWriter({ transport, table: 'simulated', resolvedTable: { partitionKey: 'pk', sortKey: 'sk' }, maxBatchItems: 25, maxInFlight: 64, startWriteUnits: service.start, onEvent: () => undefined })
  let number = 0
  let ended = false
  let predicted = 0
  const writes = new Set<Promise<void>>()
  const feeding = (async () => {
    while (!ended) {
      await writer.ready(signal)
      const items = Array.from({ length: 25 }, () => makeItem(number++))
      const write: Promise<void> = writer.write(items, signal).then(() => {
        for (const item of items) predicted += item.writeUnits
        writes.delete(write)
      })
      writes.add(write)
      if (number % 2500 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  await sleep(warmSeconds)
  const before = await simulated.totals()
  const samples: ServiceTotals[] = [before]
  for (let second = 0; second < seconds; second += 0.5) {
    await sleep(0.5)
    samples.push(await simulated.totals())
  }
  const after = samples.at(-1) ?? before
  ended = true
  await feeding
  await Promise.all(writes)
  const end = await simulated.totals()
  return {
    case: name,
    usedShare: round((after.used - before.used) / (after.granted - before.granted)),
    throttledShare: round((after.throttledItems - before.throttledItems) / (after.items - before.items)),
    slowestRampSeconds: ramps(samples),
    predictedIsConsumed: predicted === end.consumed,
    rateAtEnd: Math.round((after.used - (samples.at(-5)?.used ?? 0)) / (after.at - (samples.at(-5)?.at ?? 0)) * 1000),
  }
}

/** For each doubling of the grant within the samples: seconds until half a second ran at 97 % of it; the slowest. Null without a doubling. */
function ramps(samples: readonly ServiceTotals[]): number | null {
  let slowest: number | null = null
  for (const [at, sample] of samples.entries()) {
    if (at === 0 || sample.grant === samples[at - 1]?.grant) continue
    const reached = samples.findIndex((later, index) => {
      const previous = samples[index - 1]
      return index > at && later.grant === sample.grant && previous !== undefined && (later.used - previous.used) / (later.at - previous.at) * 1000 >= 0.97 * sample.grant
    })
    const next = samples.findIndex((later, index) => index > at && later.grant !== sample.grant)
    // A doubling at the very end of the observation proves nothing.
    if (reached === -1 && next === -1) continue
    const seconds = reached === -1 ? Infinity : ((samples[reached]?.at ?? 0) - sample.at) / 1000
    slowest = Math.max(slowest ?? 0, seconds)
  }
  return slowest === null ? null : round(slowest)
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

const steady = { warmSeconds: 5, seconds: steadySeconds }
const never = 1e9
const rows = [
  await observe({ name: 'new on-demand table, 4,000 units', service: { start: 4_000, doubleSeconds: never }, ...steady }),
  await observe({ name: 'doubling', service: { start: 4_000, doubleSeconds }, warmSeconds: doubleSeconds * 0.7, seconds: doubleSeconds * 2 }),
  await observe({ name: 'an index of 1,500 units that holds back', service: { start: 8_000, doubleSeconds: never, indexUnits: 1_500 }, ...steady }),
  await observe({ name: 'a maximum of 3,000 units on demand', service: { start: 8_000, doubleSeconds: never, maxOnDemand: 3_000 }, ...steady }),
  await observe({ name: 'an account limit of 5,000 units', service: { start: 8_000, doubleSeconds: never, account: 5_000 }, ...steady }),
  await observe({ name: '2 % of the calls fail', service: { start: 4_000, doubleSeconds: never, faults: 0.02 }, ...steady }),
]
await writeResult('simulated-table', { doubleSeconds, steadySeconds }, rows)
