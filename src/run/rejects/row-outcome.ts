import type { Item } from '../../codec/value/attribute-value.ts'
import { toWire } from '../../dynamodb/wire-item.ts'
import { wireKeyText } from '../../encode/wire-key-text.ts'
import type { RejectRecord } from '../../ledger/read-rejects.ts'
import { canonicalJson } from '../../mapping/canonical-json.ts'
import type { ResolvedMapping, ResolvedTable } from '../../mapping/resolved.ts'
import { tableKeyNames } from '../../mapping/table-key-names.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import type { RowKey } from './narrow-entity.ts'
import type { PutOutcome } from './put-rejected.ts'
import type { DerivedRow } from './read-rows.ts'
import {
  settledAsGone,
  settledAsItem,
  settledAsKept,
  settledAsUntraceable,
  type ItemFigures,
  type Reason,
  type Settlement,
} from './settlement.ts'

export interface RetryDeps {
  readonly client: SourceClient
  readonly mapping: ResolvedMapping
  readonly put: (item: Item) => Promise<PutOutcome>
}

/** What became of one derived row. */
export type RowOutcome =
  | ({
      readonly kind: 'item'
      readonly put: 'created' | 'replaced' | 'present'
      readonly itemKey: Readonly<Record<string, string>>
      readonly rows: number
    } & ItemFigures)
  | { readonly kind: 'rejected' | 'stands'; readonly reason: Reason }

export async function outcomeOf(row: DerivedRow, { mapping, put }: RetryDeps): Promise<RowOutcome> {
  if (row.kind === 'rejected') return { kind: 'rejected', reason: row.row }
  const { item, rows, figures } = row
  const itemKey = itemKeyOf(mapping.table, item)
  const outcome = await put(item)
  if (outcome.kind === 'refused') {
    const { code, detail } = outcome
    return { kind: 'rejected', reason: { code, detail, itemKey } }
  }
  if (outcome.kind === 'stands')
    return {
      kind: 'stands',
      reason: { code: 'ITEM_STANDS', detail: 'the item under its key has other content', itemKey },
    }
  return { kind: 'item', put: outcome.kind, itemKey, rows, ...figures }
}

/**
 * Several lines with one source key (a key with NULL in it, a view without a key) cannot be told apart: as many of them
 * stay as rows are still rejected.
 */
export function settle(records: readonly RejectRecord[], outcomes: readonly RowOutcome[]): readonly Settlement[] {
  const ordered = [...outcomes.filter(({ kind }) => kind !== 'item'), ...outcomes.filter(({ kind }) => kind === 'item')]
  return records.map((record, at) => {
    const outcome = ordered[at]
    if (outcome === undefined) return settledAsAbsent(record)
    if (outcome.kind !== 'item') return settledAsKept(record, outcome.kind, outcome.reason)
    return settledAsItem(record, outcome.put === 'present' ? 'present' : 'written', outcome.itemKey, outcome)
  })
}

/** No row has the source key of the line. */
export function settledAsAbsent(record: RejectRecord): Settlement {
  if (Object.values(record.sourceKey).includes(null))
    return settledAsUntraceable(
      record,
      'the source key has a part without a text, so a row that was given one is not found by it',
    )
  if ((record.rows ?? 1) > 1)
    return settledAsUntraceable(
      record,
      `the line stands for ${record.rows ?? 1} rows, and the one that it names is gone`,
    )
  return settledAsGone(record)
}

export function byKey(records: readonly RejectRecord[]): Map<string, RejectRecord[]> {
  const lines = new Map<string, RejectRecord[]>()
  for (const record of records) addTo(lines, keyText(record.sourceKey), record)
  return lines
}

export function keyText(key: RowKey): string {
  return canonicalJson(key)
}

export function addTo<Value>(lists: Map<string, Value[]>, name: string, value: Value): void {
  const list = lists.get(name)
  if (list === undefined) lists.set(name, [value])
  else list.push(value)
}

function itemKeyOf(table: ResolvedTable, item: Item): Readonly<Record<string, string>> {
  return Object.fromEntries(
    tableKeyNames(table).map((name) => {
      const value = item[name]
      return [name, (value === undefined ? null : wireKeyText(toWire(value))) ?? '']
    }),
  )
}
