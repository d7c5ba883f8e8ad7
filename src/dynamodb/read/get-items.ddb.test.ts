import { describe, expect, test } from 'vitest'
import { testTable, type TestTable } from '../../../servers/test-table.ts'
import type { Item } from '../../codec/value/attribute-value.ts'
import { createItemWriter } from '../write/create-item-writer.ts'
import { getItems } from './get-items.ts'
import { encodedItem } from '../write/item-writer.fixture.ts'
import { openTransport } from '../transport/open-transport.ts'
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
    resolvedTable: { partitionKey: 'pk', sortKey: 'sk', indexes: [] },
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

describe('items by key', () => {
  test('come for more keys than one call takes, repeated and missing ones among them', async () => {
    await onTable(async (transport, table) => {
      await fill(transport, table, 230)
      const keys = Array.from({ length: 260 }, (_, number): Item => ({ pk: { S: `k${number}` }, sk: { S: 'x' } }))
      expect(await getItems(transport, table.name, [...keys, ...keys.slice(0, 10)], signal)).toHaveLength(230)
      expect(await getItems(transport, table.name, [], signal)).toEqual([])
    })
  })
})
