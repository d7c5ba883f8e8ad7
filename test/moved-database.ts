import { readFile } from 'node:fs/promises'
import { DynamoDBClient, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb'
import { expect } from 'vitest'
import type { TestDatabase } from '../servers/test-database.ts'
import { testTable, type TestTable } from '../servers/test-table.ts'
import type { Mapping } from '../src/mapping/define-mapping.ts'
import { resolveTable } from '../src/mapping/resolve-table.ts'
import type { EventListener } from '../src/run/run-event.ts'
import { migrate } from '../src/run/migrate.ts'
import type { RunOptions } from '../src/run/run-options.ts'
import type { RunResult } from '../src/run/run-result.ts'
import { parseSourceUrl } from '../src/postgres/connection/source-config.ts'
import { createTableInput } from '../src/dynamodb/table/create-table-input.ts'
import { validate } from '../src/validate/validate.ts'
import type { ValidationReport } from '../src/validate/report/report-schema.ts'
import { temporaryFolder } from './temporary-folder.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

export type ItemOf = Readonly<Record<string, AttributeValue>>

export interface Reject {
  readonly entity: string
  readonly source_key: Readonly<Record<string, string | null>>
  readonly reason: { readonly code: string }
}

export interface MovedDatabase {
  readonly run: RunResult
  readonly report: ValidationReport
  readonly items: readonly ItemOf[]
  readonly rejects: readonly Reject[]
}

export interface MoveOptions extends Pick<RunOptions, 'rowsPerChunk' | 'workers' | 'threads'> {
  /** Another role or server than the test database's own. */
  readonly url?: string | undefined
  readonly onEvent?: EventListener | undefined
  /** Between load and proof. */
  readonly beforeValidation?: ((loaded: LoadedTable) => Promise<void>) | undefined
  /** Of another emulator than that of the tests. */
  readonly endpoint?: string | undefined
}

export interface LoadedTable {
  readonly table: TestTable
  readonly common: Pick<RunOptions, 'mapping' | 'source' | 'target' | 'stateDirectory'>
}

/**
 * Loads a table of its own and proves it: the run completes, its figures add up, `validate all` finds no difference and
 * counts the same rows as the load. Throws what `migrate` throws, and the error of a run that fails later.
 */
export async function moveDatabase(
  database: Pick<TestDatabase, 'url'>,
  mapping: Mapping,
  options: MoveOptions = {},
): Promise<MovedDatabase> {
  await using folder = await temporaryFolder()
  await using table = await testTable(
    createTableInput(resolveTable(mapping), { name: 'replaced', billing: { kind: 'on-demand' } }),
    options.endpoint,
  )
  const common = {
    mapping,
    source: parseSourceUrl(options.url ?? database.url, {}),
    target: {
      table: table.name,
      endpoint: table.endpoint,
      region: 'us-east-1',
      transport: 'direct',
      localIdentity: true,
    },
    stateDirectory: folder.path,
  } as const
  const run = await migrate(
    {
      ...common,
      threads: options.threads ?? 0,
      rowsPerChunk: options.rowsPerChunk,
      workers: options.workers,
      // Many of these databases hold what no item can.
      maxRejectPercent: 100,
    },
    options.onEvent ?? ignore,
    never,
  )
  if (run.error !== null) throw run.error
  expect(run.outcome).toBe('completed')
  for (const { read, total, written, collapsed, rejected } of run.summary.entities)
    expect({ total: read, sum: written + collapsed + rejected }).toEqual({ total, sum: read })

  await options.beforeValidation?.({ table, common })
  const report = await validate({ ...common, depth: { kind: 'all' }, secondPassPauseMs: 10 }, ignore, never)
  expect(report.differences).toEqual([])
  expect(report.ok).toBe(true)
  expect(
    report.entities.map(({ entity, sourceRows, expected, collapsed, rejected }) => ({
      entity,
      read: sourceRows,
      written: expected,
      collapsed,
      rejected,
    })),
  ).toEqual(
    run.summary.entities.map(({ entity, read, written, collapsed, rejected }) => ({
      entity,
      read,
      written,
      collapsed,
      rejected,
    })),
  )
  const items = await scanned(table)
  expect(items).toHaveLength(run.summary.entities.reduce((sum, { written }) => sum + written, 0))
  const rejects = run.summary.entities.every(({ rejected }) => rejected === 0)
    ? []
    : rejectsIn(await readFile(run.rejectFile, 'utf8'))
  return { run, report, items, rejects }
}

/** The error with which a run ends, null when there is none. */
export async function refusalOf(
  database: Pick<TestDatabase, 'url'>,
  mapping: Mapping,
  options: MoveOptions = {},
): Promise<unknown> {
  return moveDatabase(database, mapping, options).then(
    () => null,
    (error: unknown) => error,
  )
}

function rejectsIn(lines: string): readonly Reject[] {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Reject)
}

async function scanned(table: {
  readonly name: string
  readonly clientConfig: ConstructorParameters<typeof DynamoDBClient>[0]
}): Promise<readonly ItemOf[]> {
  const client = new DynamoDBClient(table.clientConfig ?? {})
  const items: ItemOf[] = []
  let startKey: Record<string, AttributeValue> | undefined
  do {
    const page = await client.send(
      new ScanCommand({ TableName: table.name, ConsistentRead: true, ExclusiveStartKey: startKey }),
    )
    items.push(...(page.Items ?? []))
    startKey = page.LastEvaluatedKey
  } while (startKey !== undefined)
  client.destroy()
  return items
}
