import type { AttributeValue, Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import type { ScannedItem } from '../found/wire-scanner.ts'

/**
 * The primary key by attribute name, `{"pk":"USER#1","sk":"METADATA"}`; both halves are text in every table that pgfold
 * writes.
 */
export type KeyRecord = Readonly<Record<string, string>>

/** One text per primary key; the length in front keeps `("a","bc")` and `("ab","c")` apart. */
export function itemKeyText(table: ResolvedTable, item: Item): string {
  return keyText(textOf(item[table.partitionKey]), table.sortKey === null ? '' : textOf(item[table.sortKey]))
}

export function keyRecordText(table: ResolvedTable, key: KeyRecord): string {
  return keyText(key[table.partitionKey] ?? '', table.sortKey === null ? '' : (key[table.sortKey] ?? ''))
}

export function scannedKeyText({ partition, sort }: ScannedItem): string {
  return keyText(partition ?? '', sort ?? '')
}

export function scannedKeyRecord(table: ResolvedTable, { partition, sort }: ScannedItem): KeyRecord {
  return { [table.partitionKey]: partition ?? '', ...(table.sortKey === null ? {} : { [table.sortKey]: sort ?? '' }) }
}

function keyText(partition: string, sort: string): string {
  return `${String(partition.length)}:${partition}${sort}`
}

export function itemKeyRecord(table: ResolvedTable, item: Item): KeyRecord {
  const key: Record<string, string> = { [table.partitionKey]: textOf(item[table.partitionKey]) }
  if (table.sortKey !== null) key[table.sortKey] = textOf(item[table.sortKey])
  return key
}

/** The key as the service takes it. */
export function keyAttributes(key: KeyRecord): Readonly<Record<string, { readonly S: string }>> {
  return Object.fromEntries(Object.entries(key).map(([name, text]) => [name, { S: text }]))
}

/** The entity that an item says it is; null when the attribute is absent or no text. */
export function itemType(table: ResolvedTable, item: Item): string | null {
  const value = item[table.entityType]
  return value !== undefined && 'S' in value ? value.S : null
}

function textOf(value: AttributeValue | undefined): string {
  return value !== undefined && 'S' in value ? value.S : ''
}
