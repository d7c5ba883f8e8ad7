import type { CatalogTable } from '../../catalog/catalog.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { RelationPair } from '../resolved.ts'
import type { Join } from '../schema/source-schema.ts'
import { parseReference } from '../template/parse-reference.ts'
import { collationOfPair } from './collations.ts'
import { localColumn, resolveReference, scopeColumn, type EntityScope } from './entity-scope.ts'
import { servingIndex, type ComparedColumn } from './serving-index.ts'
import { tableLabel } from './find-table.ts'
import { columnsOf } from './source-shape.ts'
import { areComparable, typeLabel } from './type-traits.ts'

export interface ResolvedJoin {
  readonly on: readonly RelationPair[]
  /** The columns of `on`, in index order, by which an index of the table finds the rows; empty: none does. */
  readonly index: readonly string[]
}

/** Related column = local column, pair by pair; null when a pair cannot be resolved. */
export function resolveJoin(table: CatalogTable, on: Join, place: string, scope: EntityScope): ResolvedJoin | null {
  const pairs = Object.entries(on).map(([column, local]) => resolvePair(table, column, local, place, scope))
  const complete = pairs.filter((pair) => pair !== null)
  if (complete.length < pairs.length) return null
  return {
    on: complete.map(({ pair }) => pair),
    index: servingIndex(
      table,
      complete.map(({ compared }) => compared),
    ),
  }
}

interface ResolvedPair {
  readonly pair: RelationPair
  readonly compared: ComparedColumn
}

function resolvePair(
  table: CatalogTable,
  column: string,
  local: string,
  place: string,
  scope: EntityScope,
): ResolvedPair | null {
  const columns = columnsOf(table)
  const related = columns.get(column)
  if (related === undefined) {
    const message = `"${column}" is no column of ${tableLabel(table)}${didYouMean(column, columns.keys())}`
    scope.findings.error('MAPPING_UNKNOWN_COLUMN', place, message)
  }
  const reference = parseReference(local)
  if (reference === null) {
    scope.findings.error('MAPPING_TEMPLATE_SYNTAX', place, `"${local}" is neither a column nor a look-up's column`)
    return null
  }
  const value = resolveReference(reference, place, scope)
  if (related === undefined || value === null) return null
  if (!areComparable(related.type, value.type)) {
    const message = `${tableLabel(table)}.${column} (${typeLabel(related.type)}) cannot equal ${local} (${typeLabel(value.type)})`
    scope.findings.error('MAPPING_WRONG_TYPE', place, message)
    return null
  }
  const own = scopeColumn(value, scope)
  const collation = own === null ? null : collationOfPair(related, own)
  const compared = { column, type: related.type, valueType: value.type }
  if (collation === null) return { pair: { column, equals: localColumn(value) }, compared }
  if (related.coarse === true || own?.coarse === true) {
    scope.findings.warning(
      'MAPPING_COLLATIONS_DIFFER',
      place,
      `${tableLabel(table)}.${column} = ${local}, compared under ${collation.schema}.${collation.name}`,
    )
  }
  return { pair: { column, equals: localColumn(value), collation }, compared }
}
