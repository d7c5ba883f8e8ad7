import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EncodedItem } from '../../encode/encoded-item.ts'
import type { RetryEvent } from '../call/retry-event.ts'
import { systemClock } from '../../clock.ts'
import { createItemWriter } from './create-item-writer.ts'
import type { ItemWriterOptions } from './item-writer-options.ts'
import { faultServer, type Fault, type FaultServer, type SeenRequest } from '../transport/fault-server.fixture.ts'
import { encodedItem, itemKey } from './item-writer.fixture.ts'
import type { ItemWriter } from './item-writer.ts'
import { openTransport } from '../transport/open-transport.ts'
import type { Transport } from '../transport/transport.ts'

const never = new AbortController().signal
/** Pauses a hundredth as long. */
const hasty = { ...systemClock, random: () => 0.01 }

async function withWriter(
  fault: (request: SeenRequest) => Fault,
  body: (writer: ItemWriter, server: FaultServer, events: RetryEvent[]) => Promise<void>,
  options: Partial<ItemWriterOptions> = {},
): Promise<void> {
  const events: RetryEvent[] = []
  await using server = await faultServer(fault)
  await using transport: Transport = await openTransport({
    table: 't',
    endpoint: server.endpoint,
    transport: 'direct',
    localIdentity: true,
    requestTimeoutMs: 400,
  })
  await using writer = createItemWriter({
    transport,
    table: 't',
    resolvedTable: { partitionKey: 'pk', sortKey: 'sk', indexes: [] },
    maxBatchItems: 25,
    maxInFlight: 4,
    clock: hasty,
    onEvent: (event) => events.push(event),
    ...options,
  })
  await body(writer, server, events)
}

const items = (count: number, start = 0): EncodedItem[] =>
  Array.from({ length: count }, (_, number) => encodedItem(`k${start + number}`))
const throttling = (reason?: string): Fault => ({
  kind: 'error',
  status: 400,
  type: 'ProvisionedThroughputExceededException',
  ...(reason === undefined ? {} : { reasons: [{ reason, resource: 'arn:t' }] }),
})

describe('whatever befalls the requests', () => {
  const anyFault = fc.oneof(
    { weight: 3, arbitrary: fc.constant<Fault>({ kind: 'none' }) },
    {
      weight: 4,
      arbitrary: fc.integer({ min: 0, max: 6 }).map((share): Fault => ({
        kind: 'unprocessed',
        take: (key) => key.length % 7 > share || key.charCodeAt(1) % 3 === share % 3,
      })),
    },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom<(Fault & { kind: string })['kind']>(
          'reset',
          'stored-then-reset',
          'half-an-answer',
          'wrong-checksum',
          'stored-then-silent',
        )
        .map((kind) => ({ kind }) as Fault),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom<Fault>(
        throttling(),
        throttling('TableWriteKeyRangeThroughputExceeded'),
        throttling('IndexWriteProvisionedThroughputExceeded'),
        throttling('TableWriteAccountLimitExceeded'),
        { kind: 'error', status: 500, type: 'InternalServerError' },
        { kind: 'error', status: 503, type: 'ServiceUnavailable' },
        { kind: 'plain', status: 502, body: '<html>' },
      ),
    },
  )

  test('every item is stored as it is, or refused alone; none is lost, none is told twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ size: fc.integer({ min: 1, max: 25 }), bad: fc.array(fc.nat(24), { maxLength: 3 }) }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.array(anyFault, { maxLength: 12 }),
        async (calls, faults) => {
          let next = 0
          await withWriter(
            () => faults[next++] ?? { kind: 'none' },
            async (writer, server) => {
              const sent: EncodedItem[] = []
              const bad = new Set<string>()
              const outcomes = await Promise.all(
                calls.map(async (call, number) => {
                  const batch = Array.from({ length: call.size }, (_, place) =>
                    encodedItem(`k${number}-${place}`, 'ä"\\', call.bad.includes(place) ? { bad: { BOOL: true } } : {}),
                  )
                  sent.push(...batch)
                  for (const place of call.bad) if (place < call.size) bad.add(`k${number}-${place}\nä"\\`)
                  await writer.ready(never)
                  const outcome = await writer.write(batch, never)
                  expect(outcome.written + outcome.refused.length).toBe(call.size)
                  return outcome
                }),
              )
              const refused = outcomes.flatMap((outcome) => outcome.refused.map((refusal) => itemKey(refusal.item)))
              expect(refused.toSorted()).toEqual([...bad].toSorted())
              const expected = sent.filter((item) => !bad.has(itemKey(item)))
              expect([...server.stored.keys()].toSorted()).toEqual(expected.map(itemKey).toSorted())
              for (const item of expected)
                expect(server.stored.get(itemKey(item))?.text).toBe(
                  JSON.stringify(JSON.parse(Buffer.from(item.json).toString('utf8'))),
                )
            },
          )
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('requests', () => {
  test('hold at most 25 items and 16 MB', async () => {
    await withWriter(
      () => ({ kind: 'none' }),
      async (writer, server) => {
        // Stored small, on the wire large: control characters are six bytes each in JSON.
        const large = Array.from({ length: 25 }, (_, number) =>
          encodedItem(`k${number}`, 'x', { text: { S: '\u0001'.repeat(200_000) } }),
        )
        expect(await writer.write(large, never)).toEqual({ written: 25, refused: [] })
        expect(server.requests.length).toBeGreaterThan(1)
        for (const request of server.requests) expect(request.body.length).toBeLessThanOrEqual(16_000_000)
      },
      { maxInFlight: 2 },
    )
  })

  test('write one bad item alone to the refused and its 24 neighbours to the table, within 12 requests, without its values', async () => {
    await withWriter(
      () => ({ kind: 'none' }),
      async (writer, server) => {
        const outcome = await writer.write(
          [...items(12), encodedItem('bad', 'x', { bad: { S: '1' } }), ...items(12, 12)],
          never,
        )
        expect(outcome.written).toBe(24)
        expect(outcome.refused).toHaveLength(1)
        expect(outcome.refused[0]).toMatchObject({ code: 'ITEM_REFUSED' })
        expect(outcome.refused[0]?.detail).not.toContain('secret')
        expect(server.requests.length).toBeLessThanOrEqual(12)
      },
    )
  })

  test('send only what was left unprocessed again', async () => {
    let first = true
    await withWriter(
      () => {
        const fault: Fault = first ? { kind: 'unprocessed', take: (key) => key !== 'k3\nx' } : { kind: 'none' }
        first = false
        return fault
      },
      async (writer, server) => {
        await writer.write(items(10), never)
        expect(server.requests.map((request) => request.keys.length)).toEqual([10, 1])
        expect(writer.totals).toMatchObject({ requests: 2, retries: 1, throttles: 1, unprocessed: 1, writeUnits: 20 })
      },
    )
  })

  test('never exceed the number allowed in flight, and ready holds the reader back', async () => {
    await withWriter(
      () => ({ kind: 'stored-then-silent' }),
      async (writer, server) => {
        const stop = new AbortController()
        const writes: Promise<unknown>[] = []
        let held = false
        for (let call = 0; call < 50 && !held; call++) {
          const wait = writer.ready(stop.signal)
          held = await Promise.race([
            wait.then(
              () => false,
              () => true,
            ),
            new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 50)),
          ])
          if (!held) writes.push(writer.write(items(25, call * 25), stop.signal).catch((error: unknown) => error))
        }
        expect(held).toBe(true)
        expect(server.requests.length).toBeLessThanOrEqual(3)
        expect(writes).toHaveLength(6)
        stop.abort(new Error('stopped'))
        for (const outcome of await Promise.all(writes)) expect(outcome).toMatchObject({ message: 'stopped' })
      },
      { maxInFlight: 3 },
    )
  })
})

describe('the end of a run', () => {
  test('comes with an error that another try cannot change, for all open and later calls', async () => {
    await withWriter(
      () => ({ kind: 'error', status: 400, type: 'AccessDeniedException', message: 'User is not authorized' }),
      async (writer) => {
        const outcomes = await Promise.allSettled([writer.write(items(3), never), writer.write(items(3, 10), never)])
        for (const outcome of outcomes)
          expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'TARGET_ACCESS_DENIED' } })
        await expect(writer.write(items(1), never)).rejects.toMatchObject({ code: 'TARGET_ACCESS_DENIED' })
        await expect(writer.ready(never)).rejects.toMatchObject({ code: 'TARGET_ACCESS_DENIED' })
      },
    )
  })

  test('comes with two items of one key, which would pass in halves and replace each other', async () => {
    await withWriter(
      () => ({ kind: 'none' }),
      async (writer, server) => {
        await expect(writer.write([...items(5), ...items(5)], never)).rejects.toMatchObject({ code: 'ITEM_KEYS_EQUAL' })
        expect(server.requests).toHaveLength(1)
        expect(server.stored.size).toBe(0)
      },
    )
  })

  test('comes after minutes without progress, and says how to go on', async () => {
    await withWriter(
      () => throttling('TableWriteProvisionedThroughputExceeded'),
      async (writer, _server, events) => {
        await expect(writer.write(items(3), never)).rejects.toMatchObject({
          code: 'DYNAMODB_STALLED',
          fix: expect.stringContaining('resume the run'),
        })
        expect(writer.totals.throttles).toBeGreaterThan(1)
        expect(events).toContainEqual({
          kind: 'throttled',
          reason: 'TableWriteProvisionedThroughputExceeded',
          resource: 'arn:t',
        })
        expect(events).toContainEqual(expect.objectContaining({ kind: 'retried', code: 'DYNAMODB_THROTTLED' }))
      },
      { patience: { throttledMs: 300, unavailableMs: 100 } },
    )
  })

  test('does not come while anything gets through, however slowly', async () => {
    let request = 0
    // One item of each fifth request is taken: far more throttling than patience would bear without progress.
    await withWriter(
      (seen) => (++request % 5 === 0 ? { kind: 'unprocessed', take: (key) => key === seen.keys[0] } : throttling()),
      async (writer) => {
        expect(await writer.write(items(8), never)).toEqual({ written: 8, refused: [] })
      },
      { patience: { throttledMs: 800, unavailableMs: 800 } },
    )
  })

  test('after close is an abort for what is open', async () => {
    await withWriter(
      () => ({ kind: 'stored-then-silent' }),
      async (writer) => {
        const outcome = writer.write(items(3), never).catch((error: unknown) => error)
        await writer[Symbol.asyncDispose]()
        expect(await outcome).toMatchObject({ name: 'AbortError' })
      },
    )
  })
})
