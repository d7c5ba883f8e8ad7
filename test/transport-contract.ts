import { describe, expect, test } from 'vitest'
import { testTable } from '../servers/test-table.ts'
import { isRecord } from '../src/dynamodb/is-record.ts'
import { faultServer, type Fault } from '../src/dynamodb/transport/fault-server.fixture.ts'
import { openTransport } from '../src/dynamodb/transport/open-transport.ts'
import type { TransportKind } from '../src/dynamodb/transport/target-config.ts'
import { ServiceError, TransportError, type Transport } from '../src/dynamodb/transport/transport.ts'

const never = new AbortController().signal
const put = (key: string, value = 'v'): Buffer =>
  Buffer.from(
    JSON.stringify({
      RequestItems: { t: [{ PutRequest: { Item: { pk: { S: key }, sk: { S: 'x' }, value: { S: value } } } }] },
    }),
  )

/** What every transport must do; each implementation runs it from its own test file. */
export function transportContract(kind: TransportKind): void {
  const open = (
    endpoint: string,
    options: { maxSockets?: number; requestTimeoutMs?: number } = {},
  ): Promise<Transport> => openTransport({ table: 't', endpoint, transport: kind, localIdentity: true, ...options })
  const failure = async (transport: Transport, signal: AbortSignal = never): Promise<unknown> =>
    transport.call('BatchWriteItem', put('k'), signal).then(
      () => 'no error',
      (error: unknown) => error,
    )

  describe(`the ${kind} transport on a real emulator`, () => {
    test('makes every operation of the data path', async () => {
      await using table = await testTable()
      await using transport = await open(table.endpoint)
      const call = async (
        operation: Parameters<Transport['call']>[0],
        request: object,
      ): Promise<Record<string, unknown>> => {
        const answer: unknown = JSON.parse(
          Buffer.from(await transport.call(operation, Buffer.from(JSON.stringify(request)), never)).toString('utf8'),
        )
        if (!isRecord(answer)) throw new Error('the answer is no object')
        return answer
      }
      const item = {
        pk: { S: 'ä🙂"\\' },
        sk: { S: 'METADATA' },
        number: { N: '9223372036854775807' },
        bytes: { B: 'AAEC' },
        nothing: { NULL: true },
      }
      const key = { pk: item.pk, sk: item.sk }
      await call('BatchWriteItem', { RequestItems: { [table.name]: [{ PutRequest: { Item: item } }] } })
      expect(await call('BatchGetItem', { RequestItems: { [table.name]: { Keys: [key] } } })).toMatchObject({
        Responses: { [table.name]: [item] },
      })
      expect(await call('Scan', { TableName: table.name, ConsistentRead: true })).toMatchObject({
        Items: [item],
        Count: 1,
      })
      await call('PutItem', { TableName: table.name, Item: { ...item, number: { N: '2' } } })
      expect(
        await call('Query', {
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': item.pk },
        }),
      ).toMatchObject({ Items: [{ number: { N: '2' } }] })
      await call('DeleteItem', { TableName: table.name, Key: key })
      expect(await call('Scan', { TableName: table.name, Select: 'COUNT' })).toMatchObject({ Count: 0 })
    })

    test('carries a request of megabytes whole', async () => {
      await using table = await testTable()
      await using transport = await open(table.endpoint)
      const value = 'é'.repeat(150_000)
      const requests = Array.from({ length: 10 }, (_, number) => ({
        PutRequest: { Item: { pk: { S: `k${number}` }, sk: { S: 'x' }, value: { S: value } } },
      }))
      await transport.call(
        'BatchWriteItem',
        Buffer.from(JSON.stringify({ RequestItems: { [table.name]: requests } })),
        never,
      )
      const answer: unknown = JSON.parse(
        Buffer.from(
          await transport.call('Scan', Buffer.from(JSON.stringify({ TableName: table.name })), never),
        ).toString('utf8'),
      )
      expect(isRecord(answer) && Array.isArray(answer['Items']) && answer['Items'].length).toBeGreaterThan(0)
    })

    test('names a missing table', async () => {
      await using table = await testTable(null)
      await using transport = await open(table.endpoint)
      const error = await transport
        .call('Scan', Buffer.from(JSON.stringify({ TableName: table.name })), never)
        .catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(ServiceError)
      expect(error).toMatchObject({ type: 'ResourceNotFoundException', status: 400 })
    })
  })

  describe(`the ${kind} transport against faults`, () => {
    test('sends the bytes it is given, signed, and gives the answer as it came', async () => {
      await using server = await faultServer()
      await using transport = await open(server.endpoint)
      const body = put('key', 'spaces   and \\u00e9 stay')
      const answer = await transport.call('BatchWriteItem', body, never)
      expect(server.requests[0]?.body.equals(body)).toBe(true)
      expect(server.requests[0]?.headers).toMatchObject({
        'x-amz-target': 'DynamoDB_20120810.BatchWriteItem',
        'content-type': 'application/x-amz-json-1.0',
      })
      expect(server.requests[0]?.headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/us-east-1\/dynamodb\/aws4_request, /,
      )
      expect(Buffer.from(answer).toString('utf8')).toMatch(/^{"UnprocessedItems":{}/)
    })

    const errors: readonly Fault[] = [
      { kind: 'error', status: 500, type: 'InternalServerError' },
      { kind: 'error', status: 503, type: 'ServiceUnavailable' },
      { kind: 'error', status: 400, type: 'ValidationException' },
      {
        kind: 'error',
        status: 400,
        type: 'ProvisionedThroughputExceededException',
        reasons: [
          { reason: 'IndexWriteKeyRangeThroughputExceeded', resource: 'arn:aws:dynamodb:us-east-1:1:table/t/index/i' },
        ],
      },
    ]
    test.each(errors)('gives the error of the service: %j', async (fault) => {
      await using server = await faultServer(() => fault)
      await using transport = await open(server.endpoint)
      const error = await failure(transport)
      expect(error).toBeInstanceOf(ServiceError)
      if (fault.kind !== 'error') return
      expect(error).toMatchObject({
        type: fault.type,
        status: fault.status,
        message: 'as the test wants it',
        throttlingReasons: fault.reasons ?? [],
      })
      // One call is one request: the caller owns retries.
      expect(server.requests).toHaveLength(1)
    })

    test("makes sense of an answer that is not DynamoDB's", async () => {
      await using server = await faultServer(() => ({ kind: 'plain', status: 502, body: '<html>Bad Gateway</html>' }))
      await using transport = await open(server.endpoint)
      expect(await failure(transport)).toMatchObject({ name: 'ServiceError', type: 'Http502', status: 502 })
    })

    test.each(['reset', 'stored-then-reset', 'half-an-answer', 'wrong-checksum'] as const)(
      'calls %s no answer, and goes on afterwards',
      async (kindOfFault) => {
        let first = true
        await using server = await faultServer(() => {
          const fault: Fault = { kind: first ? kindOfFault : 'none' }
          first = false
          return fault
        })
        await using transport = await open(server.endpoint)
        expect(await failure(transport)).toBeInstanceOf(TransportError)
        expect(server.requests).toHaveLength(1)
        await transport.call('BatchWriteItem', put('again'), never)
      },
    )

    test('gives up on an answer that does not come', async () => {
      await using server = await faultServer(() => ({ kind: 'stored-then-silent' }))
      await using transport = await open(server.endpoint, { requestTimeoutMs: 300 })
      expect(await failure(transport)).toBeInstanceOf(TransportError)
    })

    test('says that nobody listens', async () => {
      await using transport = await open('http://127.0.0.1:9')
      expect(await failure(transport)).toBeInstanceOf(TransportError)
    })

    test('ends at once when aborted, on the wire or in the queue for a connection', async () => {
      await using server = await faultServer(() => ({ kind: 'stored-then-silent' }))
      await using transport = await open(server.endpoint, { maxSockets: 1 })
      const stop = new AbortController()
      const both = [failure(transport, stop.signal), failure(transport, stop.signal)]
      setTimeout(() => stop.abort(new Error('enough')), 100)
      for (const error of await Promise.all(both)) expect(error).toMatchObject({ message: 'enough' })
      expect(await failure(transport, AbortSignal.abort(new Error('before')))).toMatchObject({ message: 'before' })
    })

    test('takes the time of the service when its own is refused', async () => {
      await using server = await faultServer()
      server.clockAhead = 20 * 60_000
      await using transport = await open(server.endpoint)
      await transport.call('BatchWriteItem', put('a'), never)
      expect(server.requests).toHaveLength(2)
      await transport.call('BatchWriteItem', put('b'), never)
      expect(server.requests).toHaveLength(3)
    })

    test('does not ask again for keys that cannot be renewed', async () => {
      await using server = await faultServer(() => ({ kind: 'error', status: 400, type: 'ExpiredTokenException' }))
      await using transport = await open(server.endpoint)
      expect(await failure(transport)).toMatchObject({ type: 'ExpiredTokenException' })
      expect(server.requests).toHaveLength(1)
    })
  })
}
