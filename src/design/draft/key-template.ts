import type { CatalogTable } from '../../catalog/catalog.ts'
import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import { codecFor } from '../../codec/registry.ts'
import { columnsOf } from '../../mapping/resolve/source-shape.ts'
import { printTemplate } from '../../mapping/template/print-template.ts'
import type { ParsedTemplate, Reference } from '../../mapping/template/parsed-template.ts'
import type { TemplateFormat } from '../../mapping/resolved.ts'

/** A value in a key: what it is and how it is written there. */
export interface KeyValue {
  readonly reference: Reference
  readonly format: TemplateFormat | null
}

/** A column of the table, so written that no value can imitate the `#` around it. */
export function keyValue(table: CatalogTable, column: string, lookup: string | null = null): KeyValue {
  const type = columnsOf(table).get(column)?.type
  return { reference: { lookup, column }, format: type !== undefined && isFree(type) ? { kind: 'escape' } : null }
}

/** Digits of the greatest value: as wide as the type goes, so that every value sorts by size as text. */
const integerWidths = new Map([
  ['int2', 5],
  ['int4', 10],
  ['int8', 19],
])

/** As `keyValue`, for a place that is sorted: whole numbers that are known not to be negative are padded. */
export function sortedKeyValue(table: CatalogTable, column: string, isNonNegative: boolean): KeyValue {
  const type = columnsOf(table).get(column)?.type
  const underlying = type === undefined ? null : underlyingType(type)
  const width = underlying?.kind === 'base' ? integerWidths.get(underlying.name) : undefined
  if (width === undefined || !isNonNegative) return keyValue(table, column)
  return { reference: { lookup: null, column }, format: { kind: 'pad', width } }
}

/**
 * May the text hold any character? Labels of an enumeration count by their characters only as text does: they are free.
 */
function isFree(type: PgType): boolean {
  return codecFor(type).keyAlphabet === 'free'
}

/** `NAME#{a}#{b}`; only `NAME` when there is no value. */
export function keyTemplate(name: string, values: readonly KeyValue[]): string {
  const parts: ParsedTemplate = values.flatMap((value) => [
    { kind: 'literal', text: '#' } as const,
    { kind: 'placeholder', reference: value.reference, format: value.format, at: 0 } as const,
  ])
  return printTemplate([{ kind: 'literal', text: name }, ...parts])
}
