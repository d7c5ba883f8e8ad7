import type { Item } from '../../codec/value/attribute-value.ts'
import { callWithRetry } from '../call/call-with-retry.ts'
import { conditionHolds } from './condition-holds.ts'
import { toWireItem } from '../item-json.ts'
import type { Transport } from '../transport/transport.ts'
import { conditionExpression, type WriteCondition } from './write-condition.ts'

/**
 * Puts the item if the table still holds what was seen; false: it does not, and nothing was written.
 *
 * A try whose answer got lost may have been applied; its repetition then finds the new item and says false. The caller
 * looks again before it calls that a conflict.
 */
export function putItemIf(
  transport: Transport,
  target: { readonly table: string; readonly partitionKey: string },
  item: Item,
  condition: WriteCondition,
  signal: AbortSignal,
): Promise<boolean> {
  return conditionHolds(
    callWithRetry(
      transport,
      'PutItem',
      {
        TableName: target.table,
        Item: toWireItem(item),
        ...conditionExpression(condition, target.partitionKey, Object.keys(item)),
      },
      signal,
    ),
  )
}
