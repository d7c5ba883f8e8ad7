import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { testTable, type TestTable } from '../../servers/test-table.ts'
import { createTable } from '../../src/dynamodb/table/create-table.ts'
import { createTableInput } from '../../src/dynamodb/table/create-table-input.ts'
import { dynamoDbClient } from '../../src/dynamodb/transport/dynamodb-client.ts'
import { parseRunId } from '../../src/ledger/state-path.ts'
import { isRecord } from '../../src/dynamodb/is-record.ts'
import { PgfoldError } from '../../src/errors/pgfold-error.ts'
import { resolveTable } from '../../src/mapping/resolve-table.ts'
import { envelopeSchema } from '../../src/output/json/json-schemas.ts'
import { iamPolicy, iamPolicySchema, type IamPolicy } from '../../src/rights/iam-policy.ts'
import type { Purpose } from '../../src/rights/purposes.ts'
import { parseSourceUrl } from '../../src/postgres/connection/source-config.ts'
import { migrate } from '../../src/run/migrate.ts'
import { shopDatabase } from '../../src/run/small-shop.fixture.ts'
import { shopMapping } from '../../src/run/small-shop.mapping.fixture.ts'
import { repair } from '../../src/validate/repair/repair.ts'
import { validate } from '../../src/validate/validate.ts'
import { runCommand } from '../run-command.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { policyProxy } from './policy-proxy.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined
const figures = { members: 40, oversize: 0, likes: 60, duplicateLikes: 3, likesWithoutNote: 1, orphans: 1 }
const account = 'arn:aws:dynamodb:us-east-1:000000000000'

test('the command prints the policy with the ARNs of the table, placeholders where it cannot be asked', async () => {
  await using folder = await temporaryFolder()
  await writeFile(path.join(folder.path, 'pgfold.mapping.json'), JSON.stringify(shopMapping.definition))
  await using table = await testTable(
    createTableInput(resolveTable(shopMapping), { name: 'replaced', billing: { kind: 'on-demand' } }),
  )
  const run = (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
    runCommand('pgfold', ['iam-policy', ...args], { cwd: folder.path, env })
  const live = await run(table.environment, '--json')
  expect(live).toMatchObject({ code: 0, stderr: '' })
  const { data } = envelopeSchema(iamPolicySchema.strict()).strict().parse(JSON.parse(live.stdout))
  expect(data).toMatchObject({
    table: table.name,
    placeholders: [],
    policy: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'PgfoldTable',
          Effect: 'Allow',
          Action: ['BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'DescribeTable', 'PutItem', 'Scan'].map(
            (action) => `dynamodb:${action}`,
          ),
          Resource: [expect.stringMatching(/^arn:aws:dynamodb:[\w-]+:\d{12}:table\/test-\w+$/)],
        },
        {
          Sid: 'PgfoldIndexes',
          Action: ['dynamodb:Query', 'dynamodb:Scan'],
          Resource: [expect.stringMatching(/:table\/test-\w+\/index\/by-mail$/)],
        },
      ],
    },
  })
  const absent = await run({ ...table.environment, DYNAMODB_TABLE_NAME: 'not-there' }, '--purpose', 'create')
  expect(absent.stderr).toBe('Note: replace ACCOUNT_ID in the policy: table not-there does not exist\n')
  expect(JSON.parse(absent.stdout)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'PgfoldTable',
        Effect: 'Allow',
        Action: ['dynamodb:CreateTable', 'dynamodb:DescribeTable'],
        Resource: ['arn:aws:dynamodb:us-east-1:ACCOUNT_ID:table/not-there'],
      },
    ],
  })
  const offline = await run(
    { ...table.environment, AWS_REGION: '', AWS_CONFIG_FILE: '/dev/null', AWS_ENDPOINT_URL_DYNAMODB: '' },
    '--purpose',
    'migrate',
  )
  expect(offline.stderr).toMatch(/^Note: replace REGION and ACCOUNT_ID in the policy: /)
  expect(offline.stdout).toContain('arn:aws:dynamodb:REGION:ACCOUNT_ID:table/')
  expect(await run(table.environment, '--purpose', 'migrate,fly')).toMatchObject({ code: 64, stdout: '' })
}, 240_000)

/** What a purpose does, in full, through the proxy; throws the refusal. */
type Work = (world: World) => Promise<void>

interface World {
  readonly table: TestTable
  readonly target: {
    readonly table: string
    readonly endpoint: string
    readonly region: string
    readonly transport: 'direct'
    readonly localIdentity: true
  }
  readonly source: ReturnType<typeof parseSourceUrl>
  readonly stateDirectory: string
}

let ids = 0

const work: Readonly<Record<Purpose | 'repair-hashed', Work>> = {
  async migrate({ target, source, stateDirectory }) {
    const runId = parseRunId(`migration_${1_700_000_000 + ids++}`)
    const result = await migrate(
      { mapping: shopMapping, target, source, stateDirectory, runId, threads: 0 },
      ignore,
      never,
    )
    if (result.error !== null) throw result.error
  },
  async validate(world) {
    // Something that differs, so that the keys are read one by one, and the index asked by key.
    await changeTable(world.table)
    const report = await validateWorld(world)
    expect(report.differences.length).toBeGreaterThan(0)
  },
  repair: (world) => repairWorld(world, false),
  'repair-hashed': (world) => repairWorld(world, true),
  async create({ target, table }) {
    const client = dynamoDbClient(target)
    try {
      await createTable(
        client,
        createTableInput(resolveTable(shopMapping), { name: table.name, billing: { kind: 'on-demand' } }),
        never,
      )
    } finally {
      client.destroy()
    }
  },
}

function validateWorld(world: World, hashKeys = false) {
  return validate(
    {
      mapping: shopMapping,
      target: world.target,
      source: world.source,
      stateDirectory: world.stateDirectory,
      depth: { kind: 'all' },
      secondPassPauseMs: 1,
      html: false,
      id: `validation_${1_700_000_000 + ids++}`,
      hashKeys,
    },
    ignore,
    never,
  )
}

async function repairWorld(world: World, hashKeys: boolean): Promise<void> {
  await changeTable(world.table)
  // The report is made with all rights: only the repair is judged.
  const { id } = await validateWorld(
    { ...world, target: { ...world.target, endpoint: world.table.endpoint } },
    hashKeys,
  )
  const report = path.join(world.stateDirectory, `validation_report_${id.replace('validation_', '')}.json`)
  const { actions } = await repair(
    { mapping: shopMapping, source: world.source, target: world.target, report, dryRun: false, deleteExtras: true },
    ignore,
    never,
  )
  expect(new Set(actions.map(({ action }) => action))).toEqual(new Set(['put', 'delete']))
}

async function changeTable(table: TestTable): Promise<void> {
  const client = new DynamoDBClient(table.clientConfig)
  await client.send(
    new DeleteItemCommand({ TableName: table.name, Key: { pk: { S: 'MEMBER#3' }, sk: { S: 'METADATA' } } }),
  )
  await client.send(
    new PutItemCommand({
      TableName: table.name,
      Item: {
        pk: { S: 'MEMBER#x' },
        sk: { S: 'METADATA' },
        type: { S: 'MEMBER' },
        mail_pk: { S: 'MAIL#x' },
        mail_sk: { S: 'MEMBER' },
      },
    }),
  )
  client.destroy()
}

test.each<[keyof typeof work]>([['migrate'], ['validate'], ['repair'], ['repair-hashed'], ['create']])(
  '%s: the policy is enough, and each action on each resource is needed',
  async (name) => {
    await using folder = await temporaryFolder()
    await using database = await shopDatabase(figures)
    const source = parseSourceUrl(database.url, {})
    const attempt = async (table: TestTable, change: (policy: IamPolicy) => IamPolicy) => {
      const policy = change(
        iamPolicy(
          { arn: `${account}:table/${table.name}`, indexes: ['by-mail'] },
          { purposes: [name === 'repair-hashed' ? 'repair' : name], hashKeys: name === 'repair-hashed' },
        ),
      )
      await using proxy = await policyProxy(
        table.endpoint,
        account,
        policy,
        name === 'validate' ? hideEntry : undefined,
      )
      const target = {
        table: table.name,
        endpoint: proxy.endpoint,
        region: 'us-east-1',
        transport: 'direct',
        localIdentity: true,
      } as const
      try {
        await work[name]({ table, target, source, stateDirectory: folder.path })
        return { code: null, proxy, policy }
      } catch (error) {
        if (error instanceof PgfoldError) return { code: error.code, proxy, policy }
        throw error
      }
    }
    // A load or a creation needs a table of its own each time; the others change it themselves before they begin.
    await using loaded = await newTable(true)
    if (name === 'validate' || name === 'repair' || name === 'repair-hashed') {
      const target = { ...loaded.clientConfig, table: loaded.name, transport: 'direct', localIdentity: true } as const
      await work.migrate({ table: loaded, target, source, stateDirectory: folder.path })
    }
    const attemptOn = async (change: (policy: IamPolicy) => IamPolicy) => {
      if (name !== 'migrate' && name !== 'create') return attempt(loaded, change)
      await using fresh = await newTable(name === 'migrate')
      return await attempt(fresh, change)
    }
    const whole = await attemptOn((policy) => policy)
    expect({ code: whole.code, refused: [...whole.proxy.refused] }).toEqual({ code: null, refused: [] })
    expect([...whole.proxy.asked].toSorted()).toEqual(pairsOf(whole.policy).toSorted())
    const count = pairsOf(whole.policy).length
    for (let left = 0; left < count; left += 1) {
      const { code, proxy, policy } = await attemptOn((all) => without(all, left))
      expect([pairsOf(policy).length, code]).toEqual([count - 1, 'TARGET_ACCESS_DENIED'])
      expect(proxy.refused.size).toBe(1)
    }
    process.stderr.write(`${name}: ${count} rights, each taken away once\n`)
  },
  240_000,
)

function newTable(exists: boolean): Promise<TestTable> {
  return testTable(
    exists ? createTableInput(resolveTable(shopMapping), { name: 'replaced', billing: { kind: 'on-demand' } }) : null,
  )
}

/** No emulator lets an index go wrong; where an entry is missing, a validation asks the index by its key. */
function hideEntry(action: string, resource: string, answer: string): string {
  if (action !== 'dynamodb:Scan' || !resource.includes('/index/')) return answer
  const page: unknown = JSON.parse(answer)
  if (!isRecord(page) || !Array.isArray(page['Items'])) return answer
  const Items: unknown[] = page['Items'].slice(1)
  return JSON.stringify({ ...page, Items, Count: Items.length })
}

function pairsOf(policy: IamPolicy): string[] {
  return policy.Statement.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)),
  )
}

/** The policy without its nth action on a resource. */
function without(policy: IamPolicy, nth: number): IamPolicy {
  const pairs = policy.Statement.flatMap((statement) =>
    statement.Action.flatMap((action) =>
      statement.Resource.map((resource) => ({ ...statement, Action: [action], Resource: [resource] })),
    ),
  )
  return { ...policy, Statement: pairs.toSpliced(nth, 1) }
}
