import type { Item } from '../../codec/value/attribute-value.ts'
import { referenceItem } from '../../encode/reference/reference-item.ts'
import type { ErrorCode } from '../../errors/error-registry.ts'
import type { ResolvedEntity, ResolvedMapping, ResolvedTable } from '../../mapping/resolved.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import type { HasIndex } from '../../validate/expected/has-index.ts'
import { keysOnly } from '../data/keys-only.ts'
import { readSourceRows } from '../data/read-source-rows.ts'
import { HeavyKeys } from './heavy-keys.ts'

/** What the keys of one entity are like, every row looked at. */
export interface KeyFacts {
  rows: number
  items: number
  collapsed: number
  /** Items into which more than one row folds. */
  shared: number
  rejected: number
  readonly rejects: Map<string, { readonly code: ErrorCode; readonly key: string; rows: number }>
  /** Items in each index that the entity fills. */
  readonly indexed: Map<string, number>
  /** Rows without their related row, by number of the look-up. */
  readonly missed: number[]
}

/** One tally per place where items are partitioned: the table, and every index. */
export interface Partitions {
  readonly place: string
  readonly label: string
  readonly keyName: string
  readonly indexName: string | null
  readonly heavy: HeavyKeys
}

export function partitionsOf(table: ResolvedTable): readonly Partitions[] {
  return [
    {
      place: 'table.partitionKey',
      label: 'the table',
      keyName: table.partitionKey,
      indexName: null,
      heavy: new HeavyKeys(),
    },
    ...table.indexes.map((index) => ({
      place: `table.indexes.${index.name}`,
      label: index.name,
      keyName: index.partitionKey,
      indexName: index.name,
      heavy: new HeavyKeys(),
    })),
  ]
}

interface KeyPassOptions {
  readonly hasIndex: HasIndex
  readonly partitions: readonly Partitions[]
  /** Write units of an average item of the entity. */
  readonly unitsPerItem: number
}

/** Builds the keys of every row of an entity, as the load would. */
export async function readKeyFacts(
  client: SourceClient,
  mapping: ResolvedMapping,
  entity: ResolvedEntity,
  options: KeyPassOptions,
  signal: AbortSignal,
): Promise<KeyFacts> {
  const reduced = keysOnly(entity)
  const facts: KeyFacts = {
    rows: 0,
    items: 0,
    collapsed: 0,
    shared: 0,
    rejected: 0,
    rejects: new Map(),
    indexed: new Map(entity.indexKeys.map(({ index }) => [index, 0])),
    missed: entity.lookups.map(() => 0),
  }
  for await (const batch of readSourceRows(client, reduced, { hasIndex: options.hasIndex }, signal)) {
    for (const row of batch) {
      facts.rows += row.rows
      if (row.rows > 1) {
        facts.collapsed += row.rows - 1
        facts.shared += 1
      }
      for (const lookup of row.missed) facts.missed[lookup] = (facts.missed[lookup] ?? 0) + 1
      const outcome = referenceItem(mapping, reduced, row.texts)
      if (outcome.kind === 'item') addKeys(facts, mapping.table, entity, outcome.item, options)
      else addReject(facts, outcome.code, outcome.detail)
    }
  }
  return facts
}

function addKeys(
  facts: KeyFacts,
  table: ResolvedTable,
  entity: ResolvedEntity,
  item: Item,
  { partitions, unitsPerItem }: KeyPassOptions,
): void {
  facts.items += 1
  for (const partition of partitions) {
    const index = table.indexes.find(({ name }) => name === partition.indexName)
    if (
      index !== undefined &&
      [index.partitionKey, index.sortKey].some((name) => name !== null && !Object.hasOwn(item, name))
    )
      continue
    const key = item[partition.keyName]
    if (key === undefined || !('S' in key)) continue
    if (index !== undefined && facts.indexed.has(index.name))
      facts.indexed.set(index.name, (facts.indexed.get(index.name) ?? 0) + 1)
    partition.heavy.add(key.S, entity.name, index?.projection === 'keys' ? 1 : unitsPerItem)
  }
}

/** The reason begins with the name of the key attribute. */
function addReject(facts: KeyFacts, code: ErrorCode, detail: string): void {
  facts.rejected += 1
  const reason = /^VALUE_KEY_(NULL|EMPTY)$/.test(code) ? detail : (detail.split(':')[0] ?? '')
  const known = facts.rejects.get(`${code} ${reason}`)
  if (known === undefined) facts.rejects.set(`${code} ${reason}`, { code, key: reason, rows: 1 })
  else known.rows += 1
}
