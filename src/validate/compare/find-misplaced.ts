import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedEntity, ResolvedTable } from '../../mapping/resolved.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { canonicalItem } from '../digest/canonical-item.ts'
import { readExpectedRows } from '../expected/read-expected-rows.ts'
import { integerText, isInteger } from '../expected/integer-text.ts'
import { itemKeyRecord, itemType, keyRecordText, type KeyRecord } from '../digest/key-record.ts'
import { combinationFilter } from '../expected/combination-filter.ts'
import type { ValidationContext } from '../validation-context.ts'

/** An item that nothing expects where it stands, although the source requires the same content under another key. */
export interface Misplaced {
  readonly key: KeyRecord
  readonly expectedKey: KeyRecord
}

const rowsPerQuery = 200

/**
 * Finds out for extra items whether they are copies: the columns of the key are read from the item's own attributes,
 * those rows are derived again, and the contents are compared without the primary key. Items that do not carry the
 * columns of their key as attributes stay plain extras.
 */
export async function findMisplaced(
  context: ValidationContext,
  client: SourceClient,
  extras: readonly { readonly key: KeyRecord; readonly item: Item }[],
): Promise<Misplaced[]> {
  const { table } = context.mapping
  const misplaced: Misplaced[] = []
  for (const entity of context.mapping.entities) {
    const carried = keyColumns(entity)
    if (carried === null) continue
    const candidates = new Map<string, KeyRecord[]>()
    const combinations = new Map<string, readonly string[]>()
    for (const { key, item } of extras) {
      if (itemType(table, item) !== entity.name) continue
      const texts = carried.map((column) => textOf(item, column))
      if (texts.some((text) => text === null)) continue
      const known = texts.map((text) => text ?? '')
      combinations.set(JSON.stringify(known), known)
      const content = contentOf(table, item)
      candidates.set(content, [...(candidates.get(content) ?? []), key])
    }
    const all = [...combinations.values()]
    for (let at = 0; at < all.length; at += rowsPerQuery) {
      const filter = combinationFilter(
        carried.map(({ column }) => column),
        all.slice(at, at + rowsPerQuery),
      )
      for await (const rows of readExpectedRows(
        client,
        context.mapping,
        entity,
        { hasIndex: context.hasIndex, filter },
        context.signal,
      )) {
        for (const row of rows) {
          if (row.kind !== 'item') continue
          const expectedKey = itemKeyRecord(table, row.item)
          for (const key of candidates.get(contentOf(table, row.item)) ?? []) {
            if (keyRecordText(table, key) !== keyRecordText(table, expectedKey)) misplaced.push({ key, expectedKey })
          }
        }
      }
    }
  }
  return misplaced
}

interface KeyColumn {
  readonly column: string
  readonly attribute: string
  readonly type: string
}

/**
 * The whole-number columns that select the source row and that the item carries as attributes; null when there is none.
 */
function keyColumns(entity: ResolvedEntity): KeyColumn[] | null {
  const identity = entity.identity.kind === 'grouped' ? entity.identity.columns : null
  const columns = new Map<string, KeyColumn>()
  const segments = [...entity.partitionKey.segments, ...(entity.sortKey?.segments ?? [])]
  for (const segment of segments) {
    if (segment.kind !== 'value') continue
    const value = entity.values[segment.value]
    if (value?.kind !== 'column' || (identity !== null && !identity.includes(value.column))) continue
    // Only whole numbers: an attribute of another shape that was tampered with could not be read as its column's type.
    if (value.type.kind !== 'base' || !isInteger(value.type.name)) continue
    const attribute = entity.attributes.find((each) => each.kind === 'value' && each.value === segment.value)
    if (attribute !== undefined)
      columns.set(value.column, { column: value.column, attribute: attribute.name, type: value.type.name })
  }
  return columns.size === 0 ? null : [...columns.values()]
}

function textOf(item: Item, { attribute, type }: KeyColumn): string | null {
  const value = Object.hasOwn(item, attribute) ? item[attribute] : undefined
  if (value === undefined) return null
  return integerText(type, 'N' in value ? value.N : 'S' in value ? value.S : '')
}

function contentOf(table: ResolvedTable, item: Item): string {
  const { [table.partitionKey]: _partition, ...rest } = item
  if (table.sortKey === null) return canonicalItem(rest)
  const { [table.sortKey]: _sort, ...content } = rest
  return canonicalItem(content)
}
