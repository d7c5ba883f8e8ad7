import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { testTable } from '../../../servers/test-table.ts'
import { runCommand, type CommandEnd } from '../../../test/run-command.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { envelopeSchema, runDataSchema } from '../../output/json/json-schemas.ts'
import { planReportSchema } from '../../plan/plan-report.ts'

const mapping = {
  name: 'shop',
  table: {
    partitionKey: 'pk',
    sortKey: 'sk',
    entityType: 'type',
    indexes: {
      'type-index': { partitionKey: 'type', sortKey: 'sk', projection: 'keys' },
      'by-mail': { partitionKey: 'mail_pk', projection: { include: ['name'] } },
    },
  },
  entities: {
    CUSTOMER: {
      group: 'customers',
      from: 'customers',
      key: { pk: 'CUSTOMER#{id}', sk: 'METADATA' },
      indexes: { 'by-mail': { pk: 'MAIL#{mail}' } },
      attributes: { '...': { kind: 'allColumns' } },
    },
    VISIT: {
      group: 'visits',
      from: 'visits',
      key: { pk: 'CUSTOMER#{customer_id}', sk: 'VISIT#{day}' },
      attributes: { note: { kind: 'column', column: 'note' } },
    },
  },
}

/** Duplicates, values that no item can hold, large items, and customers with and without a place in the index. */
const database = `
  create table customers (id int8 primary key, name text, mail text, score numeric);
  create table visits (id int8 primary key, customer_id int8 not null, day date not null, note text);
  create index on visits (customer_id, day);
  insert into customers select n, repeat('n', n % 3000), case when n % 3 = 0 then n || '@example.org' end,
    case when n % 100 = 0 then 'NaN'::numeric else n end from generate_series(1, 500) n;
  insert into visits select n, 1 + n % 7, date '2026-01-01' + n % 50, 'visit ' || n from generate_series(1, 900) n;
`

test('a plan counts what the run then reports, exactly, and binds it', { timeout: 240_000 }, async () => {
  await using db = await testDatabase()
  await db.query(database)
  await using table = await testTable(null)
  await using folder = await temporaryFolder()
  const cwd = folder.path
  await writeFile(path.join(cwd, 'pgfold.mapping.json'), JSON.stringify(mapping))
  const env = {
    ...table.environment,
    DATABASE_URL: db.url,
    DYNAMODB_TABLE_NAME: table.name,
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
  }
  const run = (...args: readonly string[]) => runCommand('pgfold', args, { cwd, env })

  // Before there is a table. Five customers have a score that is no number.
  const exact = await run('plan', '--exact', '--json', '--out', 'plan.json')
  expect(exact).toMatchObject({ code: 2 })
  const plan = envelopeSchema(planReportSchema).parse(JSON.parse(exact.stdout)).data
  expect(plan).toMatchObject({ basis: 'exact', totals: { rows: 1400, error: 0, rejected: 5 } })
  expect(plan?.entities.map(({ entity, rejected }) => [entity, rejected])).toEqual([
    ['CUSTOMER', { VALUE_NUMBER_OUT_OF_RANGE: 5 }],
    ['VISIT', {}],
  ])
  // 7 customers and 50 days: 350 visits in 7 partitions; the busiest key of the type index holds them all.
  expect(plan?.partitions.map(({ index, distinctKeys, items }) => [index, distinctKeys, items])).toEqual([
    [null, 495, 845],
    ['type-index', 2, 845],
    ['by-mail', 165, 165],
  ])

  // What the text says comes next is pasted as it stands: first the table, then the load.
  const typed = ['--mapping', 'pgfold.mapping.json', '--table', table.name]
  const paste = async (planned: CommandEnd): Promise<CommandEnd> => {
    const words = /^Next: pgfold (.+)$/m.exec(planned.stdout)?.[1]?.split(' ') ?? []
    return run(...words)
  }
  const first = await run('plan', '--exact', ...typed)
  expect(first.stderr).toContain(`table ${table.name} does not exist`)
  expect(await paste(first)).toMatchObject({ code: 0, stdout: expect.stringContaining('is ready') })
  const second = await run('plan', '--exact', '--out', 'p.json', ...typed)
  expect(second.stdout).toContain(
    `Next: pgfold migrate --mapping pgfold.mapping.json --table ${table.name} --plan p.json`,
  )
  const loaded = await run('migrate', '--plan', 'plan.json', '--json')
  expect(loaded).toMatchObject({ code: 2 })
  const report = envelopeSchema(runDataSchema).parse(JSON.parse(loaded.stdout)).data
  const figures = report?.entities.map(({ entity, read, written, collapsed, rejected, writeUnits, bytes }) => ({
    entity,
    read,
    written,
    collapsed,
    rejected,
    writeUnits,
    bytes,
  }))
  expect(figures).toEqual(
    plan?.entities.map(({ entity, rows, items, collapsed, rejected, tableUnits, indexUnits, bytes }) => ({
      entity,
      read: rows,
      written: items,
      collapsed,
      rejected: Object.values(rejected).reduce((sum, value) => sum + value, 0),
      writeUnits: Object.values(indexUnits).reduce((sum, value) => sum + value, tableUnits),
      bytes,
    })),
  )

  // The plan holds for this mapping and these columns alone.
  await db.query('alter table visits alter column note type varchar(40)')
  const drifted = await run('migrate', '--plan', 'plan.json', '--on-existing', 'append')
  expect(drifted).toMatchObject({ code: 78, stdout: '' })
  expect(drifted.stderr).toMatch(/PLAN_DRIFT/)
  expect(drifted.stderr).toMatch(/note of public.visits/)
  const changed = { ...mapping, name: 'other' }
  await writeFile(path.join(cwd, 'pgfold.mapping.json'), JSON.stringify(changed))
  expect((await run('migrate', '--plan', 'plan.json', '--on-existing', 'append')).stderr).toMatch(
    /the mapping was shop/,
  )
  await writeFile(path.join(cwd, 'plan.json'), '{}')
  expect(await run('migrate', '--plan', 'plan.json')).toMatchObject({ code: 78 })
})

test('an estimate says its error, and the truth lies within it', { timeout: 240_000 }, async () => {
  await using db = await testDatabase()
  await db.query(database.replace("case when n % 100 = 0 then 'NaN'::numeric else n end", 'n'))
  await using folder = await temporaryFolder()
  const cwd = folder.path
  await writeFile(path.join(cwd, 'pgfold.mapping.json'), JSON.stringify(mapping))
  await writeFile(
    path.join(cwd, 'prices.json'),
    JSON.stringify({
      date: '2026-01-01',
      region: 'mars-1',
      source: 'a contract',
      onDemandReadMillion: null,
      bulkPutMillion: 7,
      onDemandWriteMillion: 2,
      provisionedWriteHour: 1,
      importGigabyte: 1,
      storageGigabyteMonth: 1,
    }),
  )
  const run = (...args: readonly string[]) => runCommand('pgfold', args, { cwd, env: { DATABASE_URL: db.url } })
  const answer = async (...args: readonly string[]) =>
    envelopeSchema(planReportSchema).parse(JSON.parse((await run('plan', '--json', ...args)).stdout)).data

  const truth = await answer('--exact')
  const estimate = await answer('--rows', '200', '--seed', 'one', '--prices', 'prices.json')
  const unitsOf = (plan: typeof truth): number => (plan?.totals.tableUnits ?? 0) + (plan?.totals.indexUnits ?? 0)
  expect(estimate).toMatchObject({ basis: 'sample', prices: { region: 'mars-1' } })
  expect(estimate?.totals.error).toBeGreaterThan(0)
  expect(Math.abs(unitsOf(estimate) / unitsOf(truth) - 1)).toBeLessThan(2 * (estimate?.totals.error ?? 0))
  expect(estimate?.ways.find(({ way }) => way === 'bulk-put')?.dollars).toBeCloseTo((unitsOf(estimate) / 1e6) * 7, 6)

  const text = await run('plan', '--exact', '--write-units', '100')
  expect(text).toMatchObject({ code: 0, stderr: '' })
  expect(text.stdout).toMatch(/^Plan for mapping shop, database \w+: every row was converted, the figures are exact\n/)
  expect(text.stdout).toMatch(/\nLimit: the table at 100 write units a second, [\d.]+ s\n/)
  expect(text.stdout).toMatch(/\nBulk put +not known +not known /)
  expect(text.stdout).toMatch(/\nNext: pgfold migrate --table <name>\n$/)
  await writeFile(path.join(cwd, 'prices.json'), '{"date": 7}')
  expect((await run('plan', '--prices', 'prices.json')).stderr).toMatch(/PLAN_PRICES/)
})
