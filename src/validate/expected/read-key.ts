import type { ResolvedEntity, ResolvedTable, ResolvedTemplate } from '../../mapping/resolved.ts'
import { underlyingType } from '../../catalog/pg-type.ts'
import type { KeyRecord } from '../digest/key-record.ts'
import { integerText, isInteger } from './integer-text.ts'

/**
 * What a key says about the source rows behind it. `none`: no row of this entity can have this key. `columns`: every
 * such row has these texts in these columns. `unknown`: the key does not tell (a format that cannot be undone, or more
 * than one reading); only reading every row helps.
 */
export type KeyReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'columns'; readonly columns: ReadonlyMap<string, string> }
  | { readonly kind: 'unknown' }

/**
 * Reads the columns of a source row back from an item key. Over a grouped entity only the identity's columns are told:
 * a condition on another column could cut a group and make another row win.
 */
export function readKey(table: ResolvedTable, entity: ResolvedEntity, key: KeyRecord): KeyReading {
  const columns = new Map<string, string>()
  for (const [name, template] of [
    [table.partitionKey, entity.partitionKey],
    [table.sortKey, entity.sortKey],
  ] as const) {
    if (name === null || template === null) continue
    const reading = readTemplate(entity, template, key[name] ?? '')
    if (reading.kind === 'none') return reading
    if (reading.kind === 'unknown') continue
    for (const [column, text] of reading.columns) {
      if (columns.has(column) && columns.get(column) !== text) return { kind: 'none' }
      columns.set(column, text)
    }
  }
  if (entity.identity.kind === 'grouped') {
    const { columns: identity } = entity.identity
    for (const column of columns.keys()) if (!identity.includes(column)) columns.delete(column)
  }
  return columns.size === 0 ? { kind: 'unknown' } : { kind: 'columns', columns }
}

/**
 * A template has one reading when the shortest and the longest reading agree: both walk all readings in order of the
 * lengths of their parts, from opposite ends. A template with two readings tells nothing here.
 */
function readTemplate(entity: ResolvedEntity, template: ResolvedTemplate, text: string): KeyReading {
  const parts = template.segments.map((segment) => (segment.kind === 'literal' ? null : partOf(entity, segment)))
  const pattern = (lazy: string): RegExp =>
    new RegExp(
      `^${template.segments.map((segment, at) => (segment.kind === 'literal' ? escaped(segment.text) : `(${parts[at]?.pattern ?? ''}${parts[at]?.free === true ? lazy : ''})`)).join('')}$`,
      'u',
    )
  const longest = pattern('').exec(text)
  if (longest === null) return { kind: 'none' }
  const shortest = pattern('?').exec(text)
  if (longest.some((value, group) => shortest?.[group] !== value)) return { kind: 'unknown' }
  const columns = new Map<string, string>()
  for (const [group, part] of parts.filter((each) => each !== null).entries()) {
    if (part.column === null) continue
    const read = part.read(longest[group + 1] ?? '')
    if (read === null || (columns.has(part.column) && columns.get(part.column) !== read)) return { kind: 'none' }
    columns.set(part.column, read)
  }
  return { kind: 'columns', columns }
}

interface Part {
  readonly pattern: string
  /** Matches texts of different lengths in one place: the reading may not be the only one. */
  readonly free: boolean
  /** The column that the text is a condition on; null: the text says nothing usable. */
  readonly column: string | null
  /** The column's text, null when no row can have it. */
  readonly read: (text: string) => string | null
}

function partOf(
  entity: ResolvedEntity,
  segment: Extract<ResolvedTemplate['segments'][number], { kind: 'value' }>,
): Part {
  const value = entity.values[segment.value]
  const wildcard: Part = { pattern: '[\\s\\S]+', free: true, column: null, read: (text) => text }
  if (value?.kind !== 'column') return wildcard
  const type = underlyingType(value.type)
  if (type.kind === 'base' && isInteger(type.name)) {
    const inRange = (text: string): string | null => integerText(type.name, text)
    // Digits of neighbouring integers could be shared out in several ways: they are as free as text.
    if (segment.format === null)
      return {
        pattern: '-?[0-9]+',
        free: true,
        column: value.column,
        read: (text) => (inRange(text) === text ? text : null),
      }
    if (segment.format.kind === 'pad')
      return { pattern: `[0-9]{${String(segment.format.width)}}`, free: false, column: value.column, read: inRange }
    return wildcard
  }
  if (segment.format !== null || type.kind !== 'base') return wildcard
  if (type.name === 'uuid')
    return {
      pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      free: false,
      column: value.column,
      read: (text) => text,
    }
  if (type.name === 'text' || type.name === 'varchar')
    return {
      ...wildcard,
      column: value.column,
      read: (text) => (text.includes('\0') || !text.isWellFormed() ? null : text),
    }
  return wildcard
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
