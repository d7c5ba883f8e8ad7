import { DynamoDBClient, DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { runCommand, startCommand } from '../../test/run-command.ts'
import { shop } from '../../test/shop.fixture.ts'
import {
  envelopeSchema,
  liveTableSchema,
  repairDataSchema,
  runDataSchema,
  tableCheckSchema,
  validationDataSchema,
} from '../output/json/json-schemas.ts'

// Each test starts several processes, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 })

function idIn(text: string): string {
  return /migration_\d+/.exec(text)?.[0] ?? 'no id'
}

test('migrate, status and validate: lines, results, JSON and exit codes', async () => {
  await using it = await shop(2_000)
  const migrated = await runCommand('pgfold', ['migrate', '--page-size', '500', '--threads', '0'], it.options)
  expect(migrated).toMatchObject({ code: 0, signal: null })
  expect(migrated.stderr).toContain('Starting complete migration from PostgreSQL to DynamoDB\n')
  expect(migrated.stderr).toMatch(/^Total records to migrate: about [\d,]+$/m)
  expect(migrated.stderr).toMatch(/^Processing \d+ orders \(offset: 0\)$/m)
  expect(migrated.stderr).toContain('Customers migration completed: 50 records\n')
  expect(migrated.stderr).toContain('Orders migration completed: 2,000 records\n')
  expect(migrated.stdout).toMatch(
    /^Migration completed successfully!\nFinal statistics:\n {2}Migration ID: migration_\d+\n {2}Total records: 2,050\n/,
  )
  expect(migrated.stdout + migrated.stderr).not.toContain('\u001b')
  expect(await it.count()).toBe(2_050)

  const id = idIn(migrated.stdout)
  const status = await runCommand('pgfold', ['status', id], it.options)
  expect(status.stdout).toContain('Status: Completed\n')
  expect(status.stdout).toContain('  orders: Completed (2,000/2,000)\n')
  const json = await runCommand('pgfold', ['status', id, '--json'], it.options)
  expect(envelopeSchema(runDataSchema.strict()).strict().parse(JSON.parse(json.stdout)).data?.totals).toMatchObject({
    written: 2_050,
    percent: 100,
  })

  const again = await runCommand('pgfold', ['migrate', '--json'], it.options)
  expect(again.code).toBe(78)
  expect(JSON.parse(again.stdout)).toMatchObject({ ok: false, data: null, error: { exitCode: 78 } })
  const resumed = await runCommand('pgfold', ['resume', id], it.options)
  expect(resumed).toMatchObject({ code: 0, stdout: `Migration ${id} is complete already; nothing was done\n` })
})

test('a validation that finds too few connections names the flag that it has for them', async () => {
  await using it = await shop(20)
  expect((await runCommand('pgfold', ['migrate', '--quiet'], it.options)).code).toBe(0)
  const role = `reader_${it.database.name}`
  await it.database.query(
    `create role ${role} login password 'x' connection limit 2; grant pg_read_all_data to ${role}`,
  )
  try {
    const url = new URL(it.database.url)
    url.username = role
    url.password = 'x'
    const limited = { ...it.options, env: { ...it.options.env, DATABASE_URL: url.href } }
    const refused = await runCommand('pgfold', ['validate'], limited)
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('SOURCE_TOO_MANY_CONNECTIONS') })
    expect(refused.stderr).toContain('--readers of validate')
    expect(await runCommand('pgfold', ['validate', '--readers', '1'], it.options)).toMatchObject({ code: 0 })
  } finally {
    await it.database.query(`drop owned by ${role}; drop role ${role}`)
  }
})

test('validate ends 0 when equal and 2 when not, and names the difference', async () => {
  await using it = await shop(300)
  expect((await runCommand('pgfold', ['migrate', '--quiet', '--threads', '0'], it.options)).code).toBe(0)
  for (const words of [['all'], ['count'], ['sample', '50', '--seed', 's'], ['orders'], ['CUSTOMER']]) {
    const validated = await runCommand('pgfold', ['validate', ...words], it.options)
    expect({ words, ...validated }).toMatchObject({ words, code: 0 })
    expect(validated.stdout).toContain('Validation passed: 0 differences')
  }
  const client = new DynamoDBClient(it.table.clientConfig)
  await client.send(
    new DeleteItemCommand({ TableName: it.table.name, Key: { pk: { S: 'CUSTOMER#8' }, sk: { S: 'ORDER#7' } } }),
  )
  client.destroy()
  const found = await runCommand('pgfold', ['validate', 'all', '--report', 'report.json'], it.options)
  expect(found.code).toBe(2)
  expect(found.stdout).toMatch(/missing: ORDER pk=CUSTOMER#8 sk=ORDER#7/)
  const report: unknown = JSON.parse(await readFile(path.join(it.options.cwd, 'report.json'), 'utf8'))
  expect(report).toMatchObject({ ok: false, totals: { missing: 1 } })
  const json = await runCommand('pgfold', ['validate', 'count', '--json'], it.options)
  expect(json.code).toBe(2)
  expect(envelopeSchema(validationDataSchema.strict()).strict().parse(JSON.parse(json.stdout))).toMatchObject({
    ok: true,
    data: { ok: false, differences: 1 },
    error: null,
  })
  const planned = await runCommand('pgfold', ['repair', 'report.json', '--dry-run'], it.options)
  expect(planned).toMatchObject({ code: 2 })
  expect(planned.stdout).toContain('would put: ORDER pk=CUSTOMER#8 sk=ORDER#7 (missing')
  const repaired = await runCommand('pgfold', ['repair', 'report.json', '--json'], it.options)
  expect(repaired.code).toBe(0)
  expect(envelopeSchema(repairDataSchema.strict()).strict().parse(JSON.parse(repaired.stdout)).data).toMatchObject({
    ok: true,
    keys: 1,
    actions: [{ outcome: 'written' }],
    left: [],
  })
  expect((await runCommand('pgfold', ['validate', 'all', '--quiet'], it.options)).code).toBe(0)
  const unknown = await runCommand('pgfold', ['validate', 'order'], it.options)
  expect(unknown).toMatchObject({ code: 64, stdout: '' })
  expect(unknown.stderr).toContain('Unknown command: order. Did you mean "ORDER"?\n\nUSAGE\n  pgfold validate')
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s drains, the state is saved, status shows it, resume completes',
  async (signal) => {
    await using it = await shop(4_000)
    const running = startCommand(
      'pgfold',
      ['migrate', '--page-size', '50', '--workers', '1', '--threads', '0', '--max-write-units', '400'],
      it.options,
    )
    await running.saw('Processing 50 orders (offset: 50)')
    const id = await onlyRun(it.options.cwd)
    const during = await runCommand('pgfold', ['status', id, '--json'], it.options)
    const state = envelopeSchema(runDataSchema.strict()).strict().parse(JSON.parse(during.stdout)).data
    expect(state?.status).toBe('InProgress')
    expect(state?.process?.state).toBe(process.platform === 'linux' ? 'running' : 'probably-running')

    running.child.kill(signal)
    const ended = await running.end
    expect(ended).toMatchObject({ code: signal === 'SIGINT' ? 130 : 143, signal: null })
    expect(ended.stderr).toContain(`${signal}: stopping cleanly`)
    expect(ended.stdout).toContain(`Continue with: pgfold resume ${id}`)
    const stopped = await runCommand('pgfold', ['status', id], it.options)
    expect(stopped.stdout).toContain('Status: Paused\n')
    expect(stopped.stdout).not.toContain('Process:')

    // The source has moved on: the run ends with rows of two snapshots, and says so.
    await it.database.query('create table meanwhile (id int)')
    const resumed = await runCommand(
      'pgfold',
      ['resume', id, '--log-format', 'ndjson', '--json', '--threads', '0'],
      it.options,
    )
    expect(resumed.code).toBe(2)
    const data = envelopeSchema(runDataSchema.strict()).strict().parse(JSON.parse(resumed.stdout)).data
    expect(data?.totals).toMatchObject({ total: 4_050, read: 4_050, migrated: 4_050, rejected: 0 })
    expect(data?.mixedSnapshots.some(({ origins }) => origins.length === 2)).toBe(true)
    const status = await runCommand('pgfold', ['status', id], it.options)
    expect(status.stdout).toContain('Rows come from several snapshots')
    expect(status.stdout).toContain('To settle it: pgfold validate all\n')
    const events: { readonly type: string; readonly seq: number }[] = resumed.stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as never)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.some((event) => event.type === 'planned')).toBe(true)
    expect(await it.count()).toBe(4_050)
  },
)

test('a second signal ends at once, status --watch follows to the end, nothing is lost', async () => {
  await using it = await shop(3_000)
  const slow = ['--page-size', '50', '--workers', '1', '--threads', '0', '--max-write-units', '500']
  const running = startCommand('pgfold', ['migrate', ...slow], it.options)
  await running.saw('Processing 50 orders (offset: 50)')
  const id = await onlyRun(it.options.cwd)
  running.child.kill('SIGINT')
  await running.saw('SIGINT: stopping cleanly')
  running.child.kill('SIGINT')
  expect(await running.end).toMatchObject({ code: 130 })
  // Ends at once: what watches a run that nobody is at work on would wait for ever.
  const left = await runCommand('pgfold', ['status', id, '--watch'], it.options)
  expect(left.stdout).toMatch(/^Process: not running \(process \d+ on this machine ended without saving an end/m)
  expect(left.stdout).toContain(`\nContinue with: pgfold resume ${id}`)

  const resuming = startCommand('pgfold', ['resume', id, ...slow], it.options)
  await resuming.saw('Resuming migration')
  const watched = await runCommand('pgfold', ['status', id, '--watch'], it.options)
  expect(watched.code).toBe(0)
  expect(watched.stdout.match(/Status: InProgress/g)?.length).toBeGreaterThan(1)
  expect(watched.stdout.match(/^Status: .*$/gm)?.at(-1)).toBe('Status: Completed')
  // 2 where the source has moved on in between.
  expect((await resuming.end).code).toBeOneOf([0, 2])
  expect(await it.count()).toBe(3_050)
})

test('rejected rows end with exit code 2', async () => {
  await using it = await shop(10)
  await it.database.query(`insert into orders values (999999, 1, repeat('x', 420000))`)
  const migrated = await runCommand('pgfold', ['migrate', '--json', '--threads', '0'], it.options)
  expect(migrated.code).toBe(2)
  const data = envelopeSchema(runDataSchema.strict()).strict().parse(JSON.parse(migrated.stdout)).data
  expect(data?.totals).toMatchObject({ read: 61, migrated: 60, rejected: 1 })
  const rejects = await readFile(path.join(it.options.cwd, data?.rejectFile ?? ''), 'utf8')
  expect(rejects).toContain('VALUE_ITEM_TOO_LARGE')
  expect(rejects).not.toContain('xxxxxxxxxx')
})

test('the troubles of the guide are met by messages that name cause and cure', async () => {
  await using it = await shop(1)
  const canary = 'C4naryWert77'
  const unreachable = await runCommand('pgfold', ['migrate'], {
    ...it.options,
    env: { ...it.options.env, DATABASE_URL: `postgresql://app:${canary}@127.0.0.1:1/shop` },
  })
  expect(unreachable.stderr).toContain('Failed to connect to database')
  expect(unreachable.stderr).toContain('Check DATABASE_URL and database availability')
  expect(unreachable.stdout + unreachable.stderr).not.toContain(canary)
  expect(unreachable.code).toBe(1)
  const noTable = await runCommand('pgfold', ['migrate'], {
    ...it.options,
    env: { ...it.options.env, DYNAMODB_TABLE_NAME: 'no-such-table' },
  })
  expect(noTable.stderr).toContain('pgfold table create')
  expect(noTable.code).toBe(78)
  const noDynamo = await runCommand('pgfold', ['table', 'show'], {
    ...it.options,
    env: { ...it.options.env, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
  })
  expect(noDynamo.stderr).toMatch(/Fix: {2}.*endpoint/)
  expect(noDynamo.code).toBeGreaterThan(0)
})

test('table create, show, check and --print', async () => {
  await using it = await shop(1)
  const printed = await runCommand('pgfold', ['table', 'create', '--print'], it.options)
  expect(JSON.parse(printed.stdout)).toMatchObject({
    TableName: it.table.name,
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [{ IndexName: 'type-index' }],
  })
  expect((await runCommand('pgfold', ['table', 'show'], it.options)).stdout).toContain('type-index')
  const check = await runCommand('pgfold', ['table', 'check'], it.options)
  expect(check).toMatchObject({ code: 0 })
  expect(check.stdout).toContain('has the keys and indexes that the mapping needs')
  const shown = await runCommand('pgfold', ['table', 'show', '--json'], it.options)
  envelopeSchema(liveTableSchema.strict()).strict().parse(JSON.parse(shown.stdout))
  const checked = await runCommand('pgfold', ['table', 'check', '--json'], it.options)
  expect(envelopeSchema(tableCheckSchema.strict()).strict().parse(JSON.parse(checked.stdout)).data?.fits).toBe(true)
  expect((await runCommand('pgfold', ['table', 'create'], it.options)).stderr).toContain('TABLE_EXISTS')
  expect((await runCommand('pgfold', ['table', 'create', '--billing', 'provisioned'], it.options)).code).toBe(64)
})

/** The id of the only run whose state lies in the folder. */
async function onlyRun(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /^migration_state_.*\.json$/.test(name))
  expect(names).toHaveLength(1)
  return idIn(names[0]?.replace('migration_state_', '') ?? '')
}
