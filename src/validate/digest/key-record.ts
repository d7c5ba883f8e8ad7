import type { AttributeValue, Item } from '../../codec/value/attribute-value.ts'
import { indexKeyNames } from '../../mapping/index-key-names.ts'
import { keyTypeOf } from '../../mapping/key-type-of.ts'
import type { ResolvedIndex, ResolvedTable } from '../../mapping/resolved.ts'
import { keyValueText } from './key-value-text.ts'
import type { ScannedItem } from '../found/wire-scanner.ts'

/**
 * Key attributes by name as text, `{"pk":"USER#1","seq":"12"}`: text as it is, a number in its one spelling without
 * exponent, bytes in base64. The types are those of the table (`keyTypes`), where each attribute has one.
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
  return `${partition.length}:${partition}${sort}`
}

export function itemKeyRecord(table: ResolvedTable, item: Item): KeyRecord {
  const key: Record<string, string> = { [table.partitionKey]: textOf(item[table.partitionKey]) }
  if (table.sortKey !== null) key[table.sortKey] = textOf(item[table.sortKey])
  return key
}

/** The key as the service takes it. */
export function keyAttributes(table: Pick<ResolvedTable, 'keyTypes'>, key: KeyRecord): Item {
  return Object.fromEntries(Object.entries(key).map(([name, text]) => [name, keyAttribute(table, name, text)]))
}

function keyAttribute(table: Pick<ResolvedTable, 'keyTypes'>, name: string, text: string): AttributeValue {
  const type = keyTypeOf(table, name) ?? 'S'
  if (type === 'B') return { B: Buffer.from(text, 'base64') }
  return type === 'N' ? { N: text } : { S: text }
}

/** The attributes of an index key of an item; null when it lacks one and is not in the index. */
export function indexKeyRecord(index: Pick<ResolvedIndex, 'partitionKey' | 'sortKey'>, item: Item): KeyRecord | null {
  const key: Record<string, string> = {}
  for (const name of indexKeyNames(index)) {
    const text = Object.hasOwn(item, name) ? keyValueText(item[name]) : null
    if (text === null) return null
    key[name] = text
  }
  return key
}

/** The entity that an item says it is; null when the attribute is absent or no text. */
export function itemType(table: ResolvedTable, item: Item): string | null {
  const value = item[table.entityType]
  return value !== undefined && 'S' in value ? value.S : null
}

function textOf(value: AttributeValue | undefined): string {
  return keyValueText(value) ?? ''
}
