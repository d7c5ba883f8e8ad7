import type { ResolvedTable } from '../mapping/resolved.ts'

/**
 * Bytes, of UTF-8 or plain; numbers are always shorter.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const partitionKeyLimit = 2048
const sortKeyLimit = 1024

/** Bytes of an item, attribute names included; same page. */
export const itemLimit = 409_600

/**
 * Bytes of an item before anything of it is compressed: with 16 MB that a row may have on the wire, and six bytes of JSON
 * for one of a text, both encoders can hold it whole.
 */
export const gzipLimit = 4_194_304

/**
 * The longest value of every key attribute, by name. An attribute may serve several keys (an inverted index has the
 * table's partition key as its sort key): the narrowest role counts, because the service refuses the whole item when
 * one index cannot take it.
 */
export function keyLimits(table: ResolvedTable): ReadonlyMap<string, number> {
  const limits = new Map<string, number>()
  const narrow = (name: string, limit: number): void => {
    limits.set(name, Math.min(limit, limits.get(name) ?? limit))
  }
  narrow(table.partitionKey, partitionKeyLimit)
  if (table.sortKey !== null) narrow(table.sortKey, sortKeyLimit)
  for (const { partitionKey, sortKey } of table.indexes) {
    for (const name of partitionKey) narrow(name, partitionKeyLimit)
    for (const name of sortKey) narrow(name, sortKeyLimit)
  }
  return limits
}
