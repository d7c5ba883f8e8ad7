import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { faultyDynamoDb, type AnswerFault, type ChooseFault } from '../../servers/faulty-dynamodb.ts'
import type { ThrottlingReason } from '../../servers/service-answer.ts'
import type { TestTable } from '../../servers/test-table.ts'
import type { ErrorCode } from '../../src/errors/error-registry.ts'
import { migrate } from '../../src/run/migrate.ts'
import type { RunEvent } from '../../src/run/run-event.ts'
import { validate } from '../../src/validate/validate.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { afterChunks, expectEnding, ground, type Ground } from './faulty-run.fixture.ts'
import { heldItems, knownItems, knownOptions, knownTable } from './known-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

let shared: Ground
beforeAll(async () => {
  shared = await ground()
})
afterAll(() => shared[Symbol.asyncDispose]())

/** Three writes in a row after the first, then each seventh. */
function some(fault: AnswerFault): ChooseFault {
  return ({ operation, number }) =>
    operation === 'BatchWriteItem' && ((number >= 1 && number <= 3) || number % 7 === 0) ? fault : null
}

/** Throttles in a row; the rate control takes those that go on for what the table gives, and becomes as slow. */
function thrice(fault: AnswerFault): ChooseFault {
  return ({ operation, number }) => (operation === 'BatchWriteItem' && number >= 5 && number <= 7 ? fault : null)
}

/** From the third write on, for good. */
function fromThen(fault: AnswerFault): ChooseFault {
  return ({ operation, number }) => (operation === 'BatchWriteItem' && number >= 2 ? fault : null)
}

const resource = 'arn:aws:dynamodb:us-east-1:123456789012:table/t'
const because = (reason: string): readonly ThrottlingReason[] => [
  { reason, resource: reason.startsWith('Index') ? `${resource}/index/i` : resource },
]
const reasonsOf = (access: 'Read' | 'Write'): readonly string[] =>
  ['Table', 'Index'].flatMap((of) => [
    `${of}${access}KeyRangeThroughputExceeded`,
    `${of}${access}ProvisionedThroughputExceeded`,
    `${of}${access}MaxOnDemandThroughputExceeded`,
    `${of}${access}AccountLimitExceeded`,
  ])

const error = (status: number, type: string, reasons?: readonly ThrottlingReason[]): AnswerFault => ({
  kind: 'error',
  status,
  type,
  ...(reasons === undefined ? {} : { reasons }),
})

const page = '<!DOCTYPE html><html><body><h1>Sign in to the network</h1></body></html>'
const html = { 'content-type': 'text/html' }
const foreign = (status: number, body: string, headers?: Readonly<Record<string, string>>): AnswerFault => ({
  kind: 'foreign',
  status,
  body,
  ...(headers === undefined ? {} : { headers }),
})

/** A pause of a retry is 5 s at most, and three in a row are far shorter. */
const faultMs = 4_000

const throttling: readonly (readonly [name: string, fault: AnswerFault])[] = [
  ['ThrottlingException', error(400, 'ThrottlingException')],
  ['ProvisionedThroughputExceededException', error(400, 'ProvisionedThroughputExceededException')],
  ['RequestLimitExceeded', error(400, 'RequestLimitExceeded')],
  ...reasonsOf('Write').map((reason) => [reason, error(400, 'ThrottlingException', because(reason))] as const),
  ['a reason that nobody knows yet', error(400, 'ThrottlingException', because('TableWriteMoonPhaseExceeded'))],
  ['status 429 without a word', foreign(429, '')],
  ['every item back as unprocessed', { kind: 'unprocessed', keep: () => false }],
  ['all but the first item back as unprocessed', { kind: 'unprocessed', keep: (index) => index === 0 }],
  ['every other item back as unprocessed', { kind: 'unprocessed', keep: (index) => index % 2 === 0 }],
  ['the last item back as unprocessed', { kind: 'unprocessed', keep: (index) => index !== 24 }],
]

const failing: readonly (readonly [name: string, fault: AnswerFault])[] = [
  ['InternalServerError', error(500, 'InternalServerError')],
  ['ServiceUnavailable', error(503, 'ServiceUnavailable')],
  ['a page with status 502', foreign(502, page, html)],
  ['an empty answer with status 503', foreign(503, '')],
  ["somebody else's transaction", error(400, 'TransactionConflictException')],
  ['a reset', { kind: 'reset' }],
  ['a reset after the write was applied', { kind: 'applied-then-reset' }],
  ['a cut answer after the write was applied', { kind: 'applied-then-cut' }],
  ['a wrong checksum after the write was applied', { kind: 'applied-then-damaged' }],
  ['a wrong checksum of a success that was none', { kind: 'damaged-into-success' }],
]

describe('a load goes on after', { timeout: 120_000 }, () => {
  test.each(throttling)('%s', async (_name, fault) => {
    await using proxy = await faultyDynamoDb(inject('dynamodbEndpoint'), thrice(fault))
    await expectEnding(shared, { endpoint: proxy.endpoint, ending: { kind: 'converges' }, faultMs })
    expect(proxy.befallen).toBe(3)
  })

  test.each(failing)('%s', async (_name, fault) => {
    await using proxy = await faultyDynamoDb(inject('dynamodbEndpoint'), some(fault))
    await expectEnding(shared, { endpoint: proxy.endpoint, ending: { kind: 'converges' }, faultMs })
    expect(proxy.befallen).toBeGreaterThan(3)
  })

  test('a time-out after the write was applied', async () => {
    await using proxy = await faultyDynamoDb(inject('dynamodbEndpoint'), thrice({ kind: 'applied-then-silent' }))
    // Each of three requests waits 1 s.
    await expectEnding(shared, { endpoint: proxy.endpoint, ending: { kind: 'converges' }, faultMs: faultMs + 3_000 })
    expect(proxy.befallen).toBe(3)
  })

  test('the clock of the service is 20 minutes ahead, from the start and from the middle on', async () => {
    await using proxy = await faultyDynamoDb(inject('dynamodbEndpoint'))
    proxy.clockAheadMs = 20 * 60_000
    await expectEnding(shared, {
      endpoint: proxy.endpoint,
      ending: { kind: 'converges' },
      onEvent: afterChunks(5, () => (proxy.clockAheadMs = -20 * 60_000)),
    })
  })

  test('the billing of the table is altered', async () => {
    await expectEnding(shared, (table) => ({
      ending: { kind: 'converges' },
      onEvent: afterChunks(3, () =>
        control(table, (client) =>
          client.send(
            new UpdateTableCommand({
              TableName: table.name,
              BillingMode: 'PROVISIONED',
              ProvisionedThroughput: { ReadCapacityUnits: 1000, WriteCapacityUnits: 1000 },
            }),
          ),
        ),
      ),
    }))
  })
})

const stopping: readonly (readonly [name: string, fault: AnswerFault, code: ErrorCode])[] = [
  ['a page with status 200', foreign(200, page, html), 'DYNAMODB_ANSWER_UNREADABLE'],
  ['an empty answer with status 200', foreign(200, ''), 'DYNAMODB_ANSWER_UNREADABLE'],
  ['JSON of another service with status 200', foreign(200, '{"status":"ok"}'), 'DYNAMODB_ANSWER_UNREADABLE'],
  ['an empty object with status 200', foreign(200, '{}'), 'DYNAMODB_ANSWER_UNREADABLE'],
  ['a redirect', foreign(302, '', { location: 'https://portal.example/' }), 'DYNAMODB_REFUSED'],
  ['a permanent redirect', foreign(308, page, { location: 'https://portal.example/' }), 'DYNAMODB_REFUSED'],
  ['a page with status 403', foreign(403, page, html), 'DYNAMODB_REFUSED'],
  ['expired credentials', error(400, 'ExpiredTokenException'), 'TARGET_CREDENTIALS_EXPIRED'],
  ['credentials that are no longer valid', error(400, 'UnrecognizedClientException'), 'TARGET_CREDENTIALS_REFUSED'],
  ['a right that was withdrawn', error(400, 'AccessDeniedException'), 'TARGET_ACCESS_DENIED'],
  ['a clock that is refused again', error(400, 'RequestTimeTooSkewed'), 'TARGET_CLOCK_WRONG'],
  ['a table that is being altered', error(400, 'ResourceInUseException'), 'TABLE_NOT_ACTIVE'],
]

describe('a load stops, and a resume ends the work, after', { timeout: 120_000 }, () => {
  test.each(stopping)('%s', async (_name, fault, code) => {
    await using proxy = await faultyDynamoDb(inject('dynamodbEndpoint'), fromThen(fault))
    await expectEnding(shared, { endpoint: proxy.endpoint, ending: { kind: 'stops', codes: [code] } })
  })
})

test('a table is not taken for empty because somebody else answers', { timeout: 120_000 }, async () => {
  await using proxy = await faultyDynamoDb(inject('dynamodbEndpoint'), ({ operation }) =>
    operation === 'Scan' ? foreign(200, '{"status":"ok"}', { 'content-type': 'application/x-amz-json-1.0' }) : null,
  )
  await using table = await knownTable()
  await using folder = await temporaryFolder()
  const { url } = shared.database
  const options = knownOptions({ url, endpoint: proxy.endpoint, table: table.name, stateDirectory: folder.path })
  await expect(migrate(options, ignore, never)).rejects.toMatchObject({ code: 'DYNAMODB_ANSWER_UNREADABLE' })
})

describe('what cannot be gone on with', { timeout: 120_000 }, () => {
  test('a table that is deleted: the run says so, and what to do instead of resuming', async () => {
    await using table = await knownTable()
    await using folder = await temporaryFolder()
    const { url } = shared.database
    const options = knownOptions({ url, endpoint: table.endpoint, table: table.name, stateDirectory: folder.path })
    const result = await migrate(
      options,
      afterChunks(3, () => control(table, (client) => client.send(new DeleteTableCommand({ TableName: table.name })))),
      never,
    )
    expect(result).toMatchObject({ outcome: 'failed', resumable: false, error: { code: 'TABLE_MISSING', exit: 78 } })
    expect(result.error?.fix).toMatch(/cannot be resumed.*pgfold table create.*pgfold migrate/su)
  })

  test('one item of 25 that the service refuses: it is named, and all others are there', async () => {
    const refused = '"ORDER#17"},"sk":{"S":"METADATA"'
    await using proxy = await faultyDynamoDb(inject('dynamodbEndpoint'), ({ operation, body }) =>
      operation === 'BatchWriteItem' && body.includes(refused) ? error(400, 'ValidationException') : null,
    )
    await using table = await knownTable()
    await using folder = await temporaryFolder()
    const events: RunEvent[] = []
    const { url } = shared.database
    const result = await migrate(
      knownOptions({ url, endpoint: proxy.endpoint, table: table.name, stateDirectory: folder.path }),
      (event) => events.push(event),
      never,
    )
    expect(result).toMatchObject({ outcome: 'completed', error: null })
    expect(events.filter((event) => event.kind === 'rejected').map(({ row }) => row)).toEqual([
      expect.objectContaining({ entity: 'ORDER', itemKey: { pk: 'ORDER#17', sk: 'METADATA' }, code: 'ITEM_REFUSED' }),
    ])
    const missing = knownItems().filter((item) => item.includes('"ORDER#17"') && item.includes('METADATA'))
    expect(missing).toHaveLength(1)
    expect(await heldItems(table)).toEqual(knownItems().filter((item) => !missing.includes(item)))
  })
})

const reading: readonly (readonly [name: string, fault: AnswerFault])[] = [
  ...reasonsOf('Read').map((reason) => [reason, error(400, 'ThrottlingException', because(reason))] as const),
  ['ServiceUnavailable', error(503, 'ServiceUnavailable')],
  ['a page with status 502', foreign(502, page, html)],
  ['a cut answer', { kind: 'applied-then-cut' }],
  ['a wrong checksum', { kind: 'applied-then-damaged' }],
  ['a reset', { kind: 'reset' }],
]

const foreignReads: readonly (readonly [name: string, fault: AnswerFault])[] = [
  ['a page with status 200', foreign(200, page, html)],
  ['an empty answer with status 200', foreign(200, '')],
  ['an empty object with status 200', foreign(200, '{}')],
  ['JSON of another service with status 200', foreign(200, '{"status":"ok"}')],
]

describe('a validation', { timeout: 120_000 }, () => {
  let table: TestTable
  beforeAll(async () => {
    table = await knownTable()
    await using folder = await temporaryFolder()
    const { url } = shared.database
    await migrate(
      knownOptions({ url, endpoint: table.endpoint, table: table.name, stateDirectory: folder.path }),
      ignore,
      never,
    )
  })
  afterAll(() => table[Symbol.asyncDispose]())

  async function proof(fault: AnswerFault): ReturnType<typeof validate> {
    const faulted = ({ operation, number }: { operation: string; number: number }): AnswerFault | null =>
      (operation === 'Scan' || operation === 'BatchGetItem') && number < 2 ? fault : null
    await using proxy = await faultyDynamoDb(inject('dynamodbEndpoint'), faulted)
    await using folder = await temporaryFolder()
    const { mapping, source, target } = knownOptions({
      url: shared.database.url,
      endpoint: proxy.endpoint,
      table: table.name,
      stateDirectory: folder.path,
    })
    return await validate(
      {
        mapping,
        source,
        target,
        stateDirectory: folder.path,
        html: false,
        depth: { kind: 'all' },
        secondPassPauseMs: 0,
      },
      ignore,
      never,
    )
  }

  test.each(reading)('finds the same after %s', async (_name, fault) => {
    expect(await proof(fault)).toMatchObject({ ok: true, differences: [] })
  })

  test.each(foreignReads)('does not take %s for a table without items', async (_name, fault) => {
    await expect(proof(fault)).rejects.toMatchObject({ code: 'DYNAMODB_ANSWER_UNREADABLE' })
  })
})

async function control(table: TestTable, work: (client: DynamoDBClient) => Promise<unknown>): Promise<void> {
  const client = new DynamoDBClient(table.clientConfig)
  await work(client)
  client.destroy()
}
