import { addCounts } from '../../ledger/ledger-state.ts'
import type { RejectRecord } from '../../ledger/read-rejects.ts'
import { rejectLine } from '../../ledger/reject-line.ts'
import type { EntityChange } from '../../ledger/retry-ledger.ts'
import type { RetriedAs, RetriedRow } from './retry-rejects-options.ts'

/** What became of one line of the reject file, and what that does to the figures of its entity. */
export interface Settlement {
  readonly record: RejectRecord
  readonly row: RetriedRow
  readonly change: EntityChange
  /** The line that stays in the file; null: none does. */
  readonly line: string | null
}

/** Why a row stays. */
export interface Reason {
  readonly code: string
  readonly detail: string
  readonly itemKey: RetriedRow['itemKey']
}

const unchanged: EntityChange = {
  read: 0,
  written: 0,
  collapsed: 0,
  rejected: 0,
  bytes: 0,
  writeUnits: 0,
  indexKeysSkipped: {},
  oversize: {},
}

/** What an item adds to the figures beside itself. */
export type ItemFigures = Pick<EntityChange, 'bytes' | 'writeUnits' | 'indexKeysSkipped' | 'oversize'>

/** Its item is in the table, and counts from now on. */
export function settledAsItem(
  record: RejectRecord,
  outcome: 'written' | 'present',
  itemKey: RetriedRow['itemKey'],
  { bytes, writeUnits, indexKeysSkipped, oversize }: ItemFigures,
): Settlement {
  const change = { ...unchanged, written: 1, rejected: -1, bytes, writeUnits, indexKeysSkipped, oversize }
  return { record, row: rowOf(record, outcome, itemKey), change, line: null }
}

/** It belongs to an item that counts already. */
export function settledAsCollapsed(record: RejectRecord, itemKey: RetriedRow['itemKey']): Settlement {
  return {
    record,
    row: rowOf(record, 'collapsed', itemKey),
    change: { ...unchanged, collapsed: 1, rejected: -1 },
    line: null,
  }
}

/** Whatever rows it stood for are no rows of the run any more. */
export function settledAsGone(record: RejectRecord): Settlement {
  const rows = record.rows ?? 1
  return {
    record,
    row: rowOf(record, 'gone', record.itemKey),
    change: { ...unchanged, read: -rows, collapsed: 1 - rows, rejected: -1 },
    line: null,
  }
}

/** It is a rejected row as before, for this reason. */
export function settledAsKept(record: RejectRecord, outcome: 'rejected' | 'stands', reason: Reason): Settlement {
  const { code, detail, itemKey } = reason
  const { entity, sourceKey, rows } = record
  return {
    record,
    row: { ...rowOf(record, outcome, itemKey), code, detail },
    change: unchanged,
    line: rejectLine({ entity, sourceKey, itemKey, code, detail, ...(rows === undefined ? {} : { rows }) }),
  }
}

/** Nobody can tell from here: the line stays as it is. */
export function settledAsUntraceable(record: RejectRecord, detail: string): Settlement {
  return {
    record,
    row: { ...rowOf(record, 'untraceable', record.itemKey), code: record.code, detail },
    change: unchanged,
    line: record.line,
  }
}

function rowOf({ entity, sourceKey }: RejectRecord, outcome: RetriedAs, itemKey: RetriedRow['itemKey']): RetriedRow {
  return { entity, sourceKey, itemKey, outcome, code: null, detail: null }
}

export function addChanges(left: EntityChange, right: EntityChange): EntityChange {
  return {
    read: left.read + right.read,
    written: left.written + right.written,
    collapsed: left.collapsed + right.collapsed,
    rejected: left.rejected + right.rejected,
    bytes: left.bytes + right.bytes,
    writeUnits: left.writeUnits + right.writeUnits,
    indexKeysSkipped: addCounts(left.indexKeysSkipped, right.indexKeysSkipped),
    oversize: addCounts(left.oversize, right.oversize),
  }
}
