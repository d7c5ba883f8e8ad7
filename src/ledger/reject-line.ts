import { visibleLines } from '../visible-text.ts'
import type { RejectedRow } from '../encode/encoded-item.ts'
import type { ErrorEntry } from '../errors/error-entry.ts'
import { errorRegistry } from '../errors/error-registry.ts'

/**
 * One line of `migration_errors_<id>.jsonl`, newline included: which row, why, and what to do; no values beyond the
 * key.
 */
export function rejectLine(row: RejectedRow): string {
  const entry = entryOf(row.code)
  const line = {
    entity: row.entity,
    source_key: row.sourceKey,
    item_key: row.itemKey,
    reason: { code: row.code, text: entry?.title ?? row.code },
    detail: row.detail,
    fix: entry?.fix ?? null,
    ...(row.rows === undefined ? {} : { rows: row.rows }),
  }
  return `${visibleLines(JSON.stringify(line))}\n`
}

function entryOf(code: string): ErrorEntry | undefined {
  const entries: Readonly<Record<string, ErrorEntry>> = errorRegistry
  return Object.hasOwn(entries, code) ? entries[code] : undefined
}
