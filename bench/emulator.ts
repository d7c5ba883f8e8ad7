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
import { round, writeResult } from './write-result.ts'
import { inProcess } from './in-process.ts'

/**
 * Who is the limit when the target is an emulator: the load of a Ratel database into a real one, and how much of a core
 * pgfold uses meanwhile. Its start (modules, catalog, plan: about half a second of CPU) is in the figures, so the share
 * falls with the size.
 *
 *     node bench/emulator.ts [--users 1500,6000]
 */
const { values: options } = parseArgs({ options: { users: { type: 'string', default: '1500,6000' } } })
const { signal } = new AbortController()

const rows = []
let emulatorKind = ''
for (const users of options.users.split(',').map(Number)) {
  await using postgres = await startPostgres()
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  await createRatelDatabase((sql) => client.query(sql), { users, age: 'aged' })
  await client.query('vacuum analyze')
  await client.end()
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
  const job: Job = { url: postgres.url, endpoint: emulator.endpoint, table, contender: 'pgfold', work: 'ratel' }
  const {
    rows: read,
    seconds,
    cpuSeconds,
  } = await inProcess<Figures>(path.join(import.meta.dirname, 'contender.ts'), [JSON.stringify(job)])
  rows.push({
    users,
    rows: read,
    rowsPerSecond: Math.round(read / seconds),
    seconds: round(seconds),
    cpuSeconds: round(cpuSeconds),
    shareOfACore: round(cpuSeconds / seconds),
  })
}
await writeResult('emulator', { emulator: emulatorKind, goals: { shareOfACore: 0.3 } }, rows)
