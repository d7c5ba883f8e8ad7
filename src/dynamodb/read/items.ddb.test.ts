import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testTable, type TestTable } from '../../../servers/test-table.ts'
import type { AttributeValue, Item } from '../../codec/value/attribute-value.ts'
import { createItemWriter } from '../write/create-item-writer.ts'
import { deleteItemIf } from '../write/delete-item-if.ts'
import { getItems } from './get-items.ts'
import { fromWireItem, toWireItem } from '../item-json.ts'
import { encodedItem } from '../write/item-writer.fixture.ts'
import { openTransport } from '../transport/open-transport.ts'
import { putItemIf } from '../write/put-item-if.ts'
import { readPacer } from '../rate/read-pacer.ts'
import { scanTable, type ScanOptions } from './scan-table.ts'
import type { Transport } from '../transport/transport.ts'

const signal = AbortSignal.timeout(60_000)

async function onTable(
  body: (transport: Transport, table: TestTable) => Promise<void>,
  input?: Parameters<typeof testTable>[0],
): Promise<void> {
  await using table = await testTable(input)
  await using transport = await openTransport({
    table: table.name,
    endpoint: table.endpoint,
    transport: 'direct',
    localIdentity: true,
  })
  await body(transport, table)
}

async function fill(
  transport: Transport,
  table: TestTable,
  count: number,
  attributes: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await using writer = createItemWriter({
    transport,
    table: table.name,
    resolvedTable: { partitionKey: 'pk', sortKey: 'sk' },
    maxBatchItems: 25,
    maxInFlight: 8,
    onEvent: () => {},
  })
  for (let start = 0; start < count; start += 25) {
    await writer.ready(signal)
    await writer.write(
      Array.from({ length: Math.min(25, count - start) }, (_, place) =>
        encodedItem(`k${start + place}`, 'x', {
          number: { N: '12345678901234567890123456789012345678' },
          bytes: { B: 'AP8=' },
          ...attributes,
        }),
      ),
      signal,
    )
  }
}

async function scanAll(
  transport: Transport,
  options: ScanOptions,
): Promise<{ items: Item[]; count: number; units: number; pages: number }> {
  const all = { items: new Array<Item>(), count: 0, units: 0, pages: 0 }
  for await (const page of scanTable(transport, options, signal)) {
    all.items.push(...page.items)
    all.count += page.count
    all.units += page.consumedUnits
    all.pages++
  }
  return all
}

describe('a scan', () => {
  test('gives every item once over all segments, numbers as text and bytes as bytes', async () => {
    await onTable(async (transport, table) => {
      await fill(transport, table, 210)
      const segments = await Promise.all(
        [0, 1, 2].map((segment) => scanAll(transport, { table: table.name, segment, totalSegments: 3 })),
      )
      const items = segments.flatMap((segment) => segment.items)
      expect(new Set(items.map((item) => JSON.stringify(item['pk']))).size).toBe(210)
      expect(items).toHaveLength(210)
      expect(items[0]?.['number']).toEqual({ N: '12345678901234567890123456789012345678' })
      expect(items[0]?.['bytes']).toEqual({ B: Buffer.from([0, 255]) })
      expect(segments.reduce((units, segment) => units + segment.units, 0)).toBeGreaterThan(0)
    })
  })

  test('reads page after page, counts without items, and goes on behind a key', async () => {
    await onTable(async (transport, table) => {
      await fill(transport, table, 60, { text: { S: 'x'.repeat(50_000) } })
      const whole = await scanAll(transport, { table: table.name, segment: 0, totalSegments: 1 })
      expect(whole.pages).toBeGreaterThan(1)
      expect(whole.count).toBe(60)
      expect(
        await scanAll(transport, { table: table.name, segment: 0, totalSegments: 1, select: 'count' }),
      ).toMatchObject({ count: 60, items: [] })
      const first = (await scanTable(transport, { table: table.name, segment: 0, totalSegments: 1 }, signal).next())
        .value
      if (!first?.lastKey) throw new Error('the first page should not be the last')
      const rest = await scanAll(transport, {
        table: table.name,
        segment: 0,
        totalSegments: 1,
        startKey: first.lastKey,
      })
      expect(first.count + rest.count).toBe(60)
    })
  })

  test('reads an index', async () => {
    await onTable(
      async (transport, table) => {
        await fill(transport, table, 5, { owner: { S: 'me' } })
        await fill(transport, table, 3)
        expect(
          (await scanAll(transport, { table: table.name, index: 'by-owner', segment: 0, totalSegments: 1 })).count,
        ).toBe(2)
      },
      {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
          { AttributeName: 'owner', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-owner',
            KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      },
    )
  })

  test('holds to the read units it is allowed', async () => {
    await onTable(async (transport, table) => {
      await fill(transport, table, 60, { text: { S: 'x'.repeat(50_000) } })
      const started = performance.now()
      const { units } = await scanAll(transport, {
        table: table.name,
        segment: 0,
        totalSegments: 1,
        pacer: readPacer(600),
      })
      // The last page need not be waited for: it is about a third of the whole.
      expect((performance.now() - started) / 1000).toBeGreaterThan((units / 600) * 0.5)
    })
  })
})

describe('items by key', () => {
  test('come for more keys than one call takes, repeated and missing ones among them', async () => {
    await onTable(async (transport, table) => {
      await fill(transport, table, 230)
      const keys = Array.from({ length: 260 }, (_, number): Item => ({ pk: { S: `k${number}` }, sk: { S: 'x' } }))
      expect(await getItems(transport, table.name, [...keys, ...keys.slice(0, 10)], signal)).toHaveLength(230)
      expect(await getItems(transport, table.name, [], signal)).toEqual([])
    })
  })

  test('are put and deleted only if they are what they were', async () => {
    await onTable(async (transport, table) => {
      const target = { table: table.name, partitionKey: 'pk' }
      const key: Item = { pk: { S: 'a' }, sk: { S: 'b' } }
      const first: Item = {
        ...key,
        size: { N: '1' },
        bytes: { B: Buffer.from([1, 2]) },
        map: { M: { deep: { L: [{ NULL: true }] } } },
      }
      const second: Item = { ...key, size: { N: '2' }, added: { BOOL: true } }
      expect(await putItemIf(transport, target, first, { kind: 'absent' }, signal)).toBe(true)
      expect(await putItemIf(transport, target, second, { kind: 'absent' }, signal)).toBe(false)
      expect(
        await putItemIf(transport, target, second, { kind: 'unchanged', seen: { ...first, size: { N: '3' } } }, signal),
      ).toBe(false)
      expect(await putItemIf(transport, target, second, { kind: 'unchanged', seen: first }, signal)).toBe(true)
      expect(await getItems(transport, table.name, [key], signal)).toEqual([second])
      expect(await deleteItemIf(transport, target, key, first, signal)).toBe(false)
      expect(await deleteItemIf(transport, target, key, second, signal)).toBe(true)
      expect(await getItems(transport, table.name, [key], signal)).toEqual([])
    })
  })
})

describe('the JSON of an item', () => {
  const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array))
  const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.record({ S: fc.string({ unit: 'grapheme' }) }),
      fc.record({ N: fc.integer().map(String) }),
      fc.record({ B: bytes }),
      fc.record({ BOOL: fc.boolean() }),
      fc.constant<AttributeValue>({ NULL: true }),
      fc.record({ SS: fc.array(fc.string(), { minLength: 1 }) }),
      fc.record({ BS: fc.array(bytes, { minLength: 1 }) }),
      fc.record({ L: fc.array(tie('value'), { maxLength: 4 }) }),
      fc.record({ M: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }) }),
    ),
  }))

  test('gives the item back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { noNullPrototype: true }), (item) => {
        expect(fromWireItem(JSON.parse(JSON.stringify(toWireItem(item))))).toEqual(item)
      }),
    )
  })

  test('is refused where it is not what the service sends', () => {
    for (const wrong of [null, [], { a: 'text' }, { a: { S: 1 } }, { a: { X: 'y' } }, { a: { L: [{}] } }])
      expect(() => fromWireItem(wrong)).toThrow('the answer of DynamoDB')
  })
})
