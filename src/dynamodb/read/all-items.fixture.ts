import type { Item } from '../../codec/value/attribute-value.ts'
import { callWithRetry } from '../call/call-with-retry.ts'
import { fromWireItem, toWireItem } from '../wire-item.ts'
import type { Transport } from '../transport/transport.ts'

/** Every item of a small table, by one scan after the other. */
export async function allItems(transport: Transport, table: string, signal: AbortSignal): Promise<readonly Item[]> {
  const items: Item[] = []
  let startKey: Item | null = null
  do {
    const { Items, LastEvaluatedKey }: Readonly<Record<string, unknown>> = await callWithRetry(
      transport,
      'Scan',
      {
        TableName: table,
        ConsistentRead: true,
        ...(startKey === null ? {} : { ExclusiveStartKey: toWireItem(startKey) }),
      },
      signal,
    )
    if (Array.isArray(Items)) items.push(...Items.map(fromWireItem))
    startKey = LastEvaluatedKey === undefined ? null : fromWireItem(LastEvaluatedKey)
  } while (startKey !== null)
  return items
}
