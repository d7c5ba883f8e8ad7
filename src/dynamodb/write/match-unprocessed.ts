import type { ResolvedTable } from '../../mapping/resolved.ts'
import { isRecord } from '../is-record.ts'
import type { PendingItem } from './pending-write.ts'

/**
 * Which of the items sent are the ones that came back? By key, and costly, but only throttled calls get here. Should
 * one that came back be none of ours (a service that writes a key in another way), all count as unprocessed: a put may
 * be repeated, an item may not be lost.
 */
export function matchUnprocessed(
  sent: readonly PendingItem[],
  returned: readonly Readonly<Record<string, unknown>>[],
  table: Pick<ResolvedTable, 'partitionKey' | 'sortKey'>,
): { readonly taken: readonly PendingItem[]; readonly left: readonly PendingItem[] } {
  if (returned.length === 0) return { taken: sent, left: [] }
  if (returned.length >= sent.length) return { taken: [], left: sent }
  const keyText = (item: Readonly<Record<string, unknown>>): string =>
    JSON.stringify([item[table.partitionKey], table.sortKey === null ? null : item[table.sortKey]])
  const missing = new Set(returned.map(keyText))
  const found = new Set<string>()
  const taken: PendingItem[] = []
  const left: PendingItem[] = []
  for (const pending of sent) {
    const item: unknown = JSON.parse(pending.item.json.toString('utf8'))
    const key = isRecord(item) ? keyText(item) : ''
    if (missing.has(key)) {
      found.add(key)
      left.push(pending)
    } else taken.push(pending)
  }
  return found.size === missing.size ? { taken, left } : { taken: [], left: sent }
}
