import { createHash } from 'node:crypto'
import type { Item } from '../../codec/value/attribute-value.ts'
import { referenceItem } from '../../encode/reference/reference-item.ts'
import type { ResolvedEntity, ResolvedMapping } from '../../mapping/resolved.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import type { HasIndex } from '../../validate/expected/has-index.ts'
import { keysOnly } from '../data/keys-only.ts'
import { readSourceRows } from '../data/read-source-rows.ts'

/** Keys held at once. A set of so many bigints takes about 100 MB. */
const windowSize = 1_000_000

/**
 * How many items of `right` have the key of an item of `left`. The keys of `left` are taken a window at a time and
 * those of `right` read once for each, so memory is bounded. Keys are compared by 64 bits of SHA-256: with a million
 * held and 100 million compared, the chance of a false one is about 1 in 180,000.
 */
export async function countKeyCollisions(
  client: SourceClient,
  mapping: ResolvedMapping,
  pair: { readonly left: ResolvedEntity; readonly right: ResolvedEntity },
  hasIndex: HasIndex,
  signal: AbortSignal,
): Promise<number> {
  let met = 0
  const window = new Set<bigint>()
  const meet = async (): Promise<void> => {
    for await (const key of keysOf(client, mapping, pair.right, hasIndex, signal)) if (window.has(key)) met += 1
    window.clear()
  }
  // A cursor stays open while the other entity is read: both live in one transaction.
  for await (const key of keysOf(client, mapping, pair.left, hasIndex, signal)) {
    window.add(key)
    if (window.size >= windowSize) await meet()
  }
  if (window.size > 0) await meet()
  return met
}

async function* keysOf(
  client: SourceClient,
  mapping: ResolvedMapping,
  entity: ResolvedEntity,
  hasIndex: HasIndex,
  signal: AbortSignal,
): AsyncGenerator<bigint> {
  const reduced = { ...keysOnly(entity), indexKeys: [] }
  for await (const batch of readSourceRows(client, reduced, { hasIndex }, signal)) {
    for (const row of batch) {
      const outcome = referenceItem(mapping, reduced, row.texts)
      if (outcome.kind === 'item') yield digest(mapping, outcome.item)
    }
  }
}

function digest({ table }: ResolvedMapping, item: Item): bigint {
  const hash = createHash('sha256')
  for (const name of [table.partitionKey, table.sortKey]) {
    const value = name === null ? undefined : item[name]
    hash.update(JSON.stringify(value ?? null))
  }
  return hash.digest().readBigUInt64BE(0)
}
