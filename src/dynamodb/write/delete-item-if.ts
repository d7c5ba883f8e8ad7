import type { Item } from '../../codec/value/attribute-value.ts'
import { callWithRetry } from '../call/call-with-retry.ts'
import { conditionHolds } from './condition-holds.ts'
import { toWireItem } from '../item-json.ts'
import type { Transport } from '../transport/transport.ts'
import { conditionExpression } from './write-condition.ts'

/**
 * Deletes the item of this key if it is still the one that was seen; false: it is not, and nothing was deleted. See
 * `putItemIf` for lost answers.
 */
export function deleteItemIf(
  transport: Transport,
  target: { readonly table: string; readonly partitionKey: string },
  key: Item,
  seen: Item,
  signal: AbortSignal,
): Promise<boolean> {
  return conditionHolds(
    callWithRetry(
      transport,
      'DeleteItem',
      {
        TableName: target.table,
        Key: toWireItem(key),
        ...conditionExpression({ kind: 'unchanged', seen }, target.partitionKey, []),
      },
      signal,
    ),
  )
}
