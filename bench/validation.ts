import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { createRatelDatabase } from '../demo/create-ratel-database.ts'
import { startEmulator } from '../servers/dynamodb-emulator.ts'
import { startPostgres } from '../servers/embedded-postgres.ts'
import { resolveTable } from '../src/mapping/resolve-table.ts'
import { ratelMapping } from '../src/ratel/mapping.ts'
import { createTable } from '../src/dynamodb/table/create-table.ts'
import { createTableInput } from '../src/dynamodb/table/create-table-input.ts'
import { dynamoDbClient } from '../src/dynamodb/transport/dynamodb-client.ts'
import type { Figures, Job } from './contender.ts'
import type { FoldingCost, ValidationJob } from './validator.ts'
import { median, round, writeResult } from './write-result.ts'
import { inProcess } from './in-process.ts'

/**
 * What a validation costs: the load of a Ratel database into the emulator, then `validate all` of it without the
 * indexes and with them, by turns, each in a process of its own, PostgreSQL and emulator on the same machine; ratios
 * pair by pair. Then the CPU of the found side alone over recorded pages of a scan.
 *
 *     node bench/validation.ts [--users 1500] [--pairs 3]
 */
const { values: options } = parseArgs({
  options: { users: { type: 'string', default: '1500' }, pairs: { type: 'string', default: '3' } },
})
const { signal } = new AbortController()

function measured<T>(file: string, job: Job | ValidationJob): Promise<T> {
  return inProcess<T>(path.join(import.meta.dirname, file), [JSON.stringify(job)])
}

await using postgres = await startPostgres()
const client = new pg.Client({ connectionString: postgres.url })
await client.connect()
await createRatelDatabase((sql) => client.query(sql), { users: Number(options.users), age: 'aged' })
await client.query('vacuum analyze')
await client.end()

const loads: Figures[] = []
const contents: Figures[] = []
const withIndexes: Figures[] = []
let folding: FoldingCost | null = null
let emulatorKind = ''
for (let pair = 0; pair < Number(options.pairs); pair += 1) {
  // An emulator of its own for each pair: the tables of the pairs before would make it slower.
  await using emulator = await startEmulator()
  emulatorKind = emulator.kind
  const table = 'bench'
  const dynamodb = dynamoDbClient({
    table,
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    transport: 'sdk',
    localIdentity: true,
  })
  await createTable(
    dynamodb,
    createTableInput(resolveTable(ratelMapping), { name: table, billing: { kind: 'on-demand' } }),
    signal,
  )
  dynamodb.destroy()
  const place = { url: postgres.url, endpoint: emulator.endpoint, table }
  loads.push(await measured<Figures>('contender.ts', { ...place, contender: 'pgfold', work: 'ratel' }))
  contents.push(await measured<Figures>('validator.ts', { ...place, work: 'all', indexes: false }))
  withIndexes.push(await measured<Figures>('validator.ts', { ...place, work: 'all', indexes: true }))
  if (pair === Number(options.pairs) - 1)
    folding = await measured<FoldingCost>('validator.ts', { ...place, work: 'recorded-pages' })
}

const timesLoad = (figures: readonly Figures[], of: 'seconds' | 'cpuSeconds'): number[] =>
  figures.map((figure, at) => figure[of] / (loads[at]?.[of] ?? Number.NaN))
const rows = [
  ['load', loads],
  ['validate all --no-indexes', contents],
  ['validate all', withIndexes],
] as const
await writeResult(
  'validation',
  {
    users: Number(options.users),
    pairs: Number(options.pairs),
    emulator: emulatorKind,
    goals: { timesLoad: 1.5, itemsPerSecondOfCpu: 60_000 },
    foundSide:
      folding === null
        ? null
        : {
            about: 'scanner and folder over recorded pages of a scan',
            items: folding.items,
            bytesPerItem: Math.round(folding.bytesPerItem),
            cpuMicrosecondsPerItem: round(folding.cpuMicrosecondsPerItem),
            itemsPerSecondOfCpu: Math.round(1e6 / folding.cpuMicrosecondsPerItem),
          },
  },
  rows.map(([name, figures]) => ({
    name,
    rows: figures[0]?.rows ?? 0,
    seconds: round(median(figures.map(({ seconds }) => seconds))),
    cpuSeconds: round(median(figures.map(({ cpuSeconds }) => cpuSeconds))),
    peakRssMb: Math.round(Math.max(...figures.map(({ peakRssMb }) => peakRssMb))),
    timesLoad: round(median(timesLoad(figures, 'seconds'))),
    timesLoadWorst: round(Math.max(...timesLoad(figures, 'seconds'))),
    timesLoadCpu: round(median(timesLoad(figures, 'cpuSeconds'))),
  })),
)
if (folding !== null)
  process.stdout.write(
    `found side: ${round(folding.cpuMicrosecondsPerItem)} us of CPU an item, ${Math.round(1e6 / folding.cpuMicrosecondsPerItem)} items a second and core\n`,
  )
