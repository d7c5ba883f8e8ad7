import type { ResolvedTable } from '../mapping/resolved.ts'

/** Bytes of UTF-8; https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const partitionKeyLimit = 2048
const sortKeyLimit = 1024

/** Bytes of an item, attribute names included; same page. */
export const itemLimit = 409_600

/**
 * The longest value of every key attribute, by name. An attribute may serve several keys (an inverted index has the
 * table's partition key as its sort key): the narrowest role counts, because the service refuses the whole item when
 * one index cannot take it.
 */
export function keyLimits(table: ResolvedTable): ReadonlyMap<string, number> {
  const limits = new Map<string, number>()
  const narrow = (name: string | null, limit: number): void => {
    if (name !== null) limits.set(name, Math.min(limit, limits.get(name) ?? limit))
  }
  for (const keys of [table, ...table.indexes]) {
    narrow(keys.partitionKey, partitionKeyLimit)
    narrow(keys.sortKey, sortKeyLimit)
  }
  return limits
}
