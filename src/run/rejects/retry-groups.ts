import type { RejectRecord } from '../../ledger/read-rejects.ts'
import { canonicalJson } from '../../mapping/canonical-json.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import { namedBy, narrowEntity, searchColumns, type RowKey } from './narrow-entity.ts'
import { readRows } from './read-rows.ts'
import {
  addTo,
  byKey,
  keyText,
  outcomeOf,
  settle,
  settledAsAbsent,
  type RetryDeps,
  type RowOutcome,
} from './row-outcome.ts'
import type { RetryBatch } from './retry-batches.ts'
import {
  settledAsCollapsed,
  settledAsItem,
  settledAsKept,
  settledAsUntraceable,
  type Settlement,
} from './settlement.ts'

interface Group {
  readonly key: RowKey
  readonly records: RejectRecord[]
}

/**
 * Rejects of an entity whose rows collapse. A rejected row may belong by now to a group of which other rows were loaded,
 * and may win there. So its own row is read first, which tells the group, and then the group as a whole.
 */
export async function retryGroups(
  batch: RetryBatch,
  columns: readonly string[],
  deps: RetryDeps,
  signal: AbortSignal,
): Promise<readonly Settlement[]> {
  const names = batch.entity.sourceKey.map(({ name }) => name)
  const lines = byKey(batch.records)
  /** Rows with NULL in a column of the identity collapse with nothing. */
  const alone = new Map<string, RowOutcome[]>()
  const found = new Map<string, RowKey[]>()
  await readRows(
    deps.client,
    deps.mapping,
    namedBy(batch.narrow, [...names, ...columns]),
    (key) => lines.has(keyText(part(key, names))),
    async (key, row) => {
      const text = keyText(part(key, names))
      const group = part(key, columns)
      if (Object.values(group).includes(null)) addTo(alone, text, await outcomeOf(row, deps))
      else addTo(found, text, group)
    },
    signal,
  )
  const groups = new Map<string, Group>()
  const settled: Settlement[] = []
  for (const [text, records] of lines) {
    const rows = alone.get(text) ?? []
    settled.push(...settle(records.slice(0, rows.length), rows))
    records.slice(rows.length).forEach((record, at) => {
      const key = found.get(text)?.[at]
      if (key === undefined) settled.push(settledAsAbsent(record))
      else groupOf(groups, key).records.push(record)
    })
  }
  if (groups.size === 0) return settled
  const outcomes = await readGroups(batch.entity, columns, groups, deps, signal)
  for (const [text, group] of groups) settled.push(...settleGroup(group, outcomes.get(text) ?? null))
  return settled
}

async function readGroups(
  entity: ResolvedEntity,
  columns: readonly string[],
  groups: ReadonlyMap<string, Group>,
  deps: RetryDeps,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RowOutcome>> {
  const outcomes = new Map<string, RowOutcome>()
  const keys = [...groups.values()].map(({ key }) => key)
  await readRows(
    deps.client,
    deps.mapping,
    namedBy(narrowEntity(entity, searchColumns(entity, columns), keys), columns),
    (key) => groups.has(keyText(key)),
    async (key, row) => void outcomes.set(keyText(key), await outcomeOf(row, deps)),
    signal,
  )
  return outcomes
}

/**
 * The item counts once: with the first line where it is new, or where all its rows were rejected; where others of its
 * rows were loaded it counts already, and the lines collapse into it.
 */
function settleGroup({ records }: Group, outcome: RowOutcome | null): readonly Settlement[] {
  if (outcome === null)
    return records.map((record) => settledAsUntraceable(record, 'the rows that it collapses with were not found'))
  if (outcome.kind !== 'item') return records.map((record) => settledAsKept(record, outcome.kind, outcome.reason))
  const rejectedRows = records.reduce((sum, { rows }) => sum + (rows ?? 1), 0)
  let isNew = outcome.put === 'created' || outcome.rows <= rejectedRows
  return records.map((record) => {
    if ((record.rows ?? 1) > 1 && canonicalJson(record.itemKey) !== canonicalJson(outcome.itemKey))
      return settledAsUntraceable(
        record,
        `the line stands for ${record.rows ?? 1} rows, and the one that it names has another item key now`,
      )
    if (!isNew) return settledAsCollapsed(record, outcome.itemKey)
    isNew = false
    return settledAsItem(record, outcome.put === 'present' ? 'present' : 'written', outcome.itemKey, outcome)
  })
}

function groupOf(groups: Map<string, Group>, key: RowKey): Group {
  const text = keyText(key)
  const group = groups.get(text) ?? { key, records: [] }
  groups.set(text, group)
  return group
}

function part(key: RowKey, names: readonly string[]): RowKey {
  return Object.fromEntries(names.map((name) => [name, key[name] ?? null]))
}
