import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedEntity, ResolvedMapping } from '../../mapping/resolved.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { readExpectedRows } from './read-expected-rows.ts'
import { itemKeyText, keyRecordText, type KeyRecord } from '../digest/key-record.ts'
import type { HasIndex } from './has-index-in.ts'
import { combinationFilter } from './combination-filter.ts'
import { readKey } from './read-key.ts'

export interface ExpectedItem {
  readonly entity: ResolvedEntity
  readonly item: Item
}

/** Keys asked for in one query: long enough to spare round trips, short enough for the planner. */
const keysPerQuery = 200

/**
 * What the source requires under these keys, and nothing else: by key text (`keyRecordText`), more than one item where
 * two rows claim a key. The key is read backwards into column values, which an index then finds; entities whose keys
 * cannot be read backwards are read whole, once for all keys.
 */
export async function expectedByKey(
  client: SourceClient,
  mapping: ResolvedMapping,
  keys: readonly KeyRecord[],
  hasIndex: HasIndex,
  signal: AbortSignal,
): Promise<Map<string, ExpectedItem[]>> {
  const found = new Map<string, ExpectedItem[]>()
  const wanted = new Set(keys.map((key) => keyRecordText(mapping.table, key)))
  for (const entity of mapping.entities) {
    for (const filter of filtersFor(mapping, entity, keys)) {
      for await (const batch of readExpectedRows(client, mapping, entity, { hasIndex, filter }, signal)) {
        for (const row of batch) {
          if (row.kind !== 'item') continue
          const text = itemKeyText(mapping.table, row.item)
          if (!wanted.has(text)) continue
          const items = found.get(text)
          if (items === undefined) found.set(text, [{ entity, item: row.item }])
          else items.push({ entity, item: row.item })
        }
      }
    }
  }
  return found
}

/** One filter per query; `undefined` reads every row. */
function filtersFor(
  mapping: ResolvedMapping,
  entity: ResolvedEntity,
  keys: readonly KeyRecord[],
): (ReturnType<typeof combinationFilter> | undefined)[] {
  const readings = keys.map((key) => readKey(mapping.table, entity, key))
  if (readings.some(({ kind }) => kind === 'unknown')) return [undefined]
  // A key with one half that has several readings tells fewer columns than its neighbours: one set of filters per set
  // of columns.
  const groups = new Map<
    string,
    { readonly columns: readonly string[]; readonly combinations: Map<string, readonly string[]> }
  >()
  for (const reading of readings) {
    if (reading.kind !== 'columns') continue
    const columns = [...reading.columns.keys()]
    const name = JSON.stringify(columns)
    const group = groups.get(name) ?? { columns, combinations: new Map<string, readonly string[]>() }
    groups.set(name, group)
    const texts = [...reading.columns.values()]
    group.combinations.set(JSON.stringify(texts), texts)
  }
  return [...groups.values()].flatMap(({ columns, combinations }) => {
    const all = [...combinations.values()]
    return Array.from({ length: Math.ceil(all.length / keysPerQuery) }, (_, at) =>
      combinationFilter(columns, all.slice(at * keysPerQuery, (at + 1) * keysPerQuery)),
    )
  })
}
