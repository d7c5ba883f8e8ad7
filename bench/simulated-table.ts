import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { EncodedItem } from '../src/encode/encoded-item.ts'
import { createItemWriter } from '../src/dynamodb/write/create-item-writer.ts'
import { openTransport } from '../src/dynamodb/transport/open-transport.ts'
import { simulatedItem, simulatedTableKeys } from '../src/dynamodb/rate/simulated-item.fixture.ts'
import { takeUpSeconds, throttledShare, usedShare } from '../src/dynamodb/rate/simulated-table.fixture.ts'
import { startSimulatedService, type ServiceOptions } from './simulated-service.ts'
import { round, writeResult } from './write-result.ts'

/**
 * The rate control against a simulated DynamoDB in a process of its own, in real time and over real connections. The
 * judge is the simulated table itself (simulated-table.fixture.ts says what counts as granted); its first 5 s of each
 * grant and all the rest are told apart, because a new grant may take 5 s and a first grant is unknown. The doubling of
 * half an hour takes `--double` seconds here, so the first seconds of a grant weigh a hundred times what they weigh in
 * reality; everything else runs at its own pace, so 5 s are 5 s.
 *
 *     node bench/simulated-table.ts [--double 20] [--steady 20]
 */
const { values: options } = parseArgs({
  options: { double: { type: 'string', default: '20' }, steady: { type: 'string', default: '20' } },
})
const doubleSeconds = Number(options.double)
const steadySeconds = Number(options.steady)
const { signal } = new AbortController()

interface Case {
  readonly name: string
  readonly service: ServiceOptions
  readonly seconds?: number
  readonly item?: (number: number) => EncodedItem
}

async function observe({
  name,
  service,
  seconds = takeUpSeconds + steadySeconds,
  item = (number) => simulatedItem(number),
}: Case): Promise<Record<string, unknown>> {
  await using simulated = await startSimulatedService(service)
  await using transport = await openTransport({
    table: 'simulated',
    endpoint: simulated.endpoint,
    region: 'us-east-1',
    transport: 'direct',
    localIdentity: true,
  })
  await using writer = createItemWriter({
    transport,
    table: 'simulated',
    resolvedTable: simulatedTableKeys,
    maxBatchItems: 25,
    maxInFlight: 64,
    // What describing the table would tell: its own units and its own maximum, no index, no account.
    startWriteUnits: Math.min(service.grants.tableUnits, service.grants.maxOnDemand ?? Infinity),
    onEvent: () => undefined,
  })
  let number = 0
  let ended = false
  let predicted = 0
  const writes = new Set<Promise<void>>()
  const feeding = (async () => {
    while (!ended) {
      await writer.ready(signal)
      const items = Array.from({ length: 25 }, () => item(number++))
      const write: Promise<void> = writer.write(items, signal).then(() => {
        for (const { writeUnits } of items) predicted += writeUnits
        writes.delete(write)
      })
      writes.add(write)
      // The reader must not keep answers waiting.
      if (number % 250 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  await sleep(seconds * 1000)
  const { steady, takeUp, takenUpSeconds } = await simulated.totals()
  ended = true
  await feeding
  await Promise.all(writes)
  const end = await simulated.totals()
  return {
    case: name,
    bounds: usedShare(steady).limit,
    usedShare: round(usedShare(steady).share),
    throttledShare: round(throttledShare(steady)),
    slowestTakeUpSeconds: Math.max(...takenUpSeconds.map((taken) => taken ?? Infinity)),
    firstSecondsUsedShare: round(usedShare(takeUp).share),
    firstSecondsThrottledShare: round(throttledShare(takeUp)),
    predictedIsConsumed: predicted === end.consumed,
  }
}

/** One hot key in waves: 2,000 of 4,000 items in every 60,000. */
const hotWaves = (number: number): EncodedItem =>
  simulatedItem(number, number % 60_000 >= 30_000 && number % 60_000 < 34_000 && number % 2 === 0 ? { key: 'hot' } : {})

const rows: Record<string, unknown>[] = []
for (const one of [
  { name: 'new on-demand table, 4,000 units', service: { grants: { tableUnits: 4_000 } } },
  { name: 'doubling', service: { grants: { tableUnits: 4_000 }, doubleSeconds }, seconds: doubleSeconds * 3 - 0.5 },
  { name: 'an index of 1,500 units that holds back', service: { grants: { tableUnits: 8_000, indexUnits: 1_500 } } },
  { name: 'a maximum of 3,000 units on demand', service: { grants: { tableUnits: 8_000, maxOnDemand: 3_000 } } },
  { name: 'an account limit of 5,000 units', service: { grants: { tableUnits: 8_000, account: 5_000 } } },
  { name: '2 % of the calls fail', service: { grants: { tableUnits: 4_000 }, faults: 0.02 } },
  {
    name: 'a hot key in a partition of 1,000 units, the rest continues',
    service: { grants: { tableUnits: 16_000, maxOnDemand: 8_000 } },
    item: hotWaves,
  },
] satisfies readonly Case[])
  rows.push(await observe(one))
await writeResult('simulated-table', { doubleSeconds, steadySeconds }, rows)
