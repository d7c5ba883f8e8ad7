import type { Catalog, CatalogTable } from '../../catalog/catalog.ts'
import type { PgType } from '../../catalog/pg-type.ts'
import type { Codec } from '../../codec/codec.ts'
import type { FindingList } from '../finding-list.ts'
import type { LocalColumn, ResolvedLookup, ResolvedValue } from '../resolved.ts'
import type { Reference } from '../template/parsed-template.ts'
import { didYouMean } from '../did-you-mean.ts'
import { tableLabel } from './find-table.ts'
import { columnsOf, type ScopeColumn, type SourceShape } from './source-shape.ts'
import type { ValueList } from './value-list.ts'

/** A declared look-up with the table that it finds its row in. */
export interface ScopeLookup {
  readonly resolved: ResolvedLookup
  readonly table: CatalogTable
}

/** What the parts of one entity are resolved against. */
export interface EntityScope {
  readonly catalog: Catalog
  readonly codecFor: (type: PgType) => Codec
  readonly findings: FindingList
  /** `entities.FEED` */
  readonly place: string
  readonly source: SourceShape
  /**
   * In order of declaration; while they are resolved, only the earlier ones. A failed one is null: named, and not to be
   * reported again.
   */
  readonly lookups: ReadonlyMap<string, ScopeLookup | null>
  readonly values: ValueList
}

export type ResolvedReference = Extract<ResolvedValue, { kind: 'column' | 'lookup' }>

/** A column of the source or of a look-up. Reports what is unknown and gives null. */
export function resolveReference(reference: Reference, place: string, scope: EntityScope): ResolvedReference | null {
  return reference.lookup === null
    ? resolveColumn(reference.column, place, scope)
    : resolveLookupColumn(reference.lookup, reference.column, place, scope)
}

export function resolveColumn(
  name: string,
  place: string,
  scope: EntityScope,
): Extract<ResolvedValue, { kind: 'column' }> | null {
  const found = scope.source.columns.get(name)
  if (found !== undefined) return { kind: 'column', column: name, type: found.type, nullable: found.nullable }
  const hint = didYouMean(name, scope.source.columns.keys())
  scope.findings.error('MAPPING_UNKNOWN_COLUMN', place, `"${name}" is no column of ${scope.source.label}${hint}`)
  return null
}

function resolveLookupColumn(
  lookup: string,
  column: string,
  place: string,
  scope: EntityScope,
): ResolvedReference | null {
  const target = scope.lookups.get(lookup)
  if (target === undefined) {
    scope.findings.error('MAPPING_UNKNOWN_LOOKUP', place, `"${lookup}"${didYouMean(lookup, scope.lookups.keys())}`)
    return null
  }
  if (target === null) return null
  const columns = columnsOf(target.table)
  const found = columns.get(column)
  if (found === undefined) {
    const message = `"${column}" is no column of ${tableLabel(target.table)}${didYouMean(column, columns.keys())}`
    scope.findings.error('MAPPING_UNKNOWN_COLUMN', place, message)
    return null
  }
  return { kind: 'lookup', lookup: indexOfLookup(lookup, scope), column, type: found.type }
}

/** What is known of the column behind a reference. */
export function scopeColumn(value: ResolvedReference, scope: EntityScope): ScopeColumn | null {
  if (value.kind === 'column') return scope.source.columns.get(value.column) ?? null
  const target = [...scope.lookups.values()][value.lookup]
  return target === null || target === undefined ? null : (columnsOf(target.table).get(value.column) ?? null)
}

function indexOfLookup(name: string, scope: EntityScope): number {
  return [...scope.lookups.keys()].indexOf(name)
}

export function localColumn(value: ResolvedReference): LocalColumn {
  return value.kind === 'column'
    ? { kind: 'column', column: value.column }
    : { kind: 'lookup', lookup: value.lookup, column: value.column }
}
