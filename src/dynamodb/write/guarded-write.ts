import type { Item } from '../../codec/value/attribute-value.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import { callWithRetry, type CallRetry } from '../call/call-with-retry.ts'
import type { Transport } from '../transport/transport.ts'
import { toWire, toWireItem } from '../wire-item.ts'

/** A write of one item, with what was seen under its key: null, nothing stood there. */
export type GuardedWrite =
  | { readonly kind: 'put'; readonly item: Item; readonly seen: Item | null }
  | { readonly kind: 'delete'; readonly key: Item; readonly seen: Item }

/**
 * Attributes that a condition names at most: the service allows 300 operators in an expression, and each takes two. A
 * wider item is guarded by as many of its attributes, those that are to change first.
 */
const guardedAttributes = 140

/** Writes, if the item is still as it was seen; `refused`: somebody else has changed it, and their change stands. */
export async function guardedWrite(
  transport: Transport,
  tableName: string,
  table: ResolvedTable,
  write: GuardedWrite,
  signal: AbortSignal,
  onRetry?: (retry: CallRetry) => void,
): Promise<'written' | 'refused'> {
  const guard = { TableName: tableName, ...condition(table, write) }
  try {
    if (write.kind === 'put')
      await callWithRetry(transport, 'PutItem', { ...guard, Item: toWireItem(write.item) }, signal, onRetry)
    else await callWithRetry(transport, 'DeleteItem', { ...guard, Key: toWireItem(write.key) }, signal, onRetry)
    return 'written'
  } catch (error) {
    if (error instanceof PgfoldError && error.code === 'ITEM_CHANGED') return 'refused'
    throw error
  }
}

interface Condition {
  readonly ConditionExpression: string
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>
}

/** Every attribute that was seen still has its value, and none that the item is to get has appeared. */
function condition(table: ResolvedTable, write: GuardedWrite): Condition {
  const { seen } = write
  if (seen === null)
    return { ConditionExpression: 'attribute_not_exists(#k)', ExpressionAttributeNames: { '#k': table.partitionKey } }
  const wanted: Item = write.kind === 'put' ? write.item : {}
  const isKey = (name: string): boolean => name === table.partitionKey || name === table.sortKey
  const changes = (name: string): boolean => JSON.stringify(seen[name]) !== JSON.stringify(wanted[name])
  const names = [...new Set([...Object.keys(seen), ...Object.keys(wanted)])].filter((name) => !isKey(name))
  const guarded = [...names.filter(changes), ...names.filter((name) => !changes(name))].slice(0, guardedAttributes)
  const terms = [
    'attribute_exists(#k)',
    ...guarded.map((name, at) => (Object.hasOwn(seen, name) ? `#a${at} = :a${at}` : `attribute_not_exists(#a${at})`)),
  ]
  const values = Object.fromEntries(
    guarded.flatMap((name, at) => {
      const value = Object.hasOwn(seen, name) ? seen[name] : undefined
      return value === undefined ? [] : [[`:a${at}`, toWire(value)]]
    }),
  )
  return {
    ConditionExpression: terms.join(' AND '),
    ExpressionAttributeNames: {
      '#k': table.partitionKey,
      ...Object.fromEntries(guarded.map((name, at) => [`#a${at}`, name])),
    },
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  }
}
