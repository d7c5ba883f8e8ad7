import type { Item } from '../../codec/value/attribute-value.ts'
import { toWire } from '../item-json.ts'

/** What the table must hold at the moment of the write: no item of the key, or the item as it was seen. */
export type WriteCondition = { readonly kind: 'absent' } | { readonly kind: 'unchanged'; readonly seen: Item }

/**
 * The condition as the service takes it. "Unchanged" means: every attribute seen has the same value, and none of
 * `introduced` (attributes that the write would add) has appeared. An attribute of another name that appeared in
 * between cannot be expressed; such an item passes.
 */
export function conditionExpression(
  condition: WriteCondition,
  partitionKey: string,
  introduced: readonly string[],
): {
  readonly ConditionExpression: string
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>
} {
  if (condition.kind === 'absent')
    return { ConditionExpression: 'attribute_not_exists(#0)', ExpressionAttributeNames: { '#0': partitionKey } }
  const seen = Object.entries(condition.seen)
  const added = introduced.filter((name) => !Object.hasOwn(condition.seen, name))
  return {
    ConditionExpression: [
      ...seen.map((_, place) => `#${place}=:${place}`),
      ...added.map((_, place) => `attribute_not_exists(#${seen.length + place})`),
    ].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(
      [...seen.map(([name]) => name), ...added].map((name, place) => [`#${place}`, name]),
    ),
    ExpressionAttributeValues: Object.fromEntries(seen.map(([, value], place) => [`:${place}`, toWire(value)])),
  }
}
