import { underlyingType } from '../../catalog/pg-type.ts'
import type { ResolvedEntity, ResolvedTemplate } from '../../mapping/resolved.ts'
import { integerText, isInteger } from './integer-text.ts'
import type { KeyReading } from './key-reading.ts'

/**
 * Reads a key of type N or B back into the one column that it is made of; `text` is as in a `KeyRecord`. What has no
 * plain way back (a time as a number, a float, whose literal may be out of range) is `unknown`.
 */
export function readTypedKey(
  entity: ResolvedEntity,
  template: ResolvedTemplate,
  keyType: 'N' | 'B',
  text: string,
): KeyReading {
  const [segment] = template.segments
  const value = segment?.kind === 'value' ? entity.values[segment.value] : undefined
  if (segment?.kind !== 'value' || segment.format !== null || value?.kind !== 'column') return { kind: 'unknown' }
  const type = underlyingType(value.type)
  const read = type.kind === 'base' ? (keyType === 'N' ? readNumber : readBytes)(type.name, text) : undefined
  if (read === undefined) return { kind: 'unknown' }
  return read === null ? { kind: 'none' } : { kind: 'columns', columns: new Map([[value.column, read]]) }
}

/** The column's text; null: no row can have it; undefined: not to be told. */
type ColumnText = string | null | undefined

function readNumber(type: string, text: string): ColumnText {
  if (isInteger(type)) return integerText(type, text)
  if (type !== 'numeric') return undefined
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : null
}

function readBytes(type: string, text: string): ColumnText {
  const hex = Buffer.from(text, 'base64').toString('hex')
  if (type === 'bytea') return `\\x${hex}`
  if (type !== 'uuid') return undefined
  return /^[0-9a-f]{32}$/.test(hex) ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : null
}
