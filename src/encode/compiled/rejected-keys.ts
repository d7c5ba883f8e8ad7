import type { JsonSink } from '../../codec/json/json-sink.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import type { RejectedRow } from '../encoded-item.ts'

/**
 * Reads back the keys of a row that is being rejected: the item key from the open item, whose first `keyEnd` bytes hold
 * it (0: it has none), the source key from what its writer writes. The caller drops the open item afterwards.
 */
export function readRejectedKeys(
  sink: JsonSink,
  table: ResolvedTable,
  keyEnd: number,
  writeSourceKey: () => void,
): Pick<RejectedRow, 'sourceKey' | 'itemKey'> {
  const itemKey = keyEnd === 0 ? null : keyText(table, `${sink.subarray(0, keyEnd).toString('utf8')}}`)
  sink.truncate(0)
  writeSourceKey()
  return { sourceKey: sourceKeyText(sink.subarray(0, sink.position).toString('utf8')), itemKey }
}

function keyText(table: ResolvedTable, json: string): Record<string, string> {
  const names = [table.partitionKey, table.sortKey]
  return Object.fromEntries(
    entriesOf(json).flatMap(([name, value]) => (names.includes(name) ? [[name, stringOf(value)]] : [])),
  )
}

function sourceKeyText(json: string): Record<string, string | null> {
  return Object.fromEntries(entriesOf(json).map(([name, value]) => [name, typeof value === 'string' ? value : null]))
}

function entriesOf(json: string): readonly (readonly [string, unknown])[] {
  const parsed: unknown = JSON.parse(json)
  return typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : []
}

/** `{"S":"text"}` to its text. */
function stringOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'S' in value ? String(value.S) : ''
}
