import type { CatalogTable } from '../../catalog/catalog.ts'
import { restOfKey, type DesignPlan } from './design-plan.ts'
import { keyTemplate, keyValue, sortedKeyValue, type KeyValue } from './key-template.ts'
import { ownKey } from '../inspect/own-key.ts'
import { childColumns, keyColumnsOf } from '../inspect/relation-graph.ts'
import { hintsOf } from '../inspect/source-hints.ts'
import { timeColumn } from './time-column.ts'

/**
 * The item's key. It always holds a whole unique key of the table, and begins with a text of its own: the partition key
 * with the name of the table that owns the partition, the sort key with that of the entity. So no two rows of one table
 * and no rows of two tables share a key.
 */
export function baseKey(table: CatalogTable, plan: DesignPlan): { readonly pk: string; readonly sk: string } {
  const place = plan.placeOf(table)
  if (place.kind === 'root') return { pk: ownPartition(table, plan), sk: 'METADATA' }
  const pk = keyTemplate(
    plan.nameOf(place.under.parent),
    keyColumnsOf(place.under).map((column) => keyValue(table, column)),
  )
  const rest =
    place.kind === 'edge'
      ? restOfEdge(place.edge.ends.slice(1).flatMap(keyColumnsOf), place.edge.key, childColumns(place.under))
      : restOfKey(place.under)
  return { pk, sk: memberKey(table, rest, plan) }
}

/** `ARTIST#{artist_id}`: the partition of a row, named by the table's own key. */
export function ownPartition(table: CatalogTable, plan: DesignPlan): string {
  return keyTemplate(
    plan.nameOf(table),
    (ownKey(table) ?? []).map((column) => keyValue(table, column)),
  )
}

/**
 * `ORDER#{created_at}#{order_id}`: a row among others in a partition of an index, the oldest first where a column tells
 * its time. `given` are columns that stand in the partition key already.
 */
export function listSortKey(table: CatalogTable, given: readonly string[], plan: DesignPlan): string {
  const place = plan.placeOf(table)
  const key =
    place.kind === 'edge' ? [...place.edge.ends.flatMap(keyColumnsOf), ...place.edge.key] : (ownKey(table) ?? [])
  const time = place.kind === 'edge' ? null : timeColumn(table)
  const columns = [...new Set([...(time === null ? [] : [time]), ...key])].filter((column) => !given.includes(column))
  return memberKey(table, columns, plan)
}

function memberKey(table: CatalogTable, columns: readonly string[], plan: DesignPlan): string {
  const values = sorted(table, columns, plan)
  return values.length === 0 ? `${plan.nameOf(table)}#METADATA` : keyTemplate(plan.nameOf(table), values)
}

/**
 * The other ends first, then what the unique key has beside all ends; what the partition key holds is not said again.
 */
function restOfEdge(
  otherEnds: readonly string[],
  key: readonly string[],
  firstEnd: readonly string[],
): readonly string[] {
  return [...new Set([...otherEnds, ...key])].filter((column) => !firstEnd.includes(column))
}

function sorted(table: CatalogTable, columns: readonly string[], plan: DesignPlan): readonly KeyValue[] {
  const hints = hintsOf(plan.hints, table).columns
  return columns.map((column) => sortedKeyValue(table, column, hints.get(column)?.nonNegative === true))
}
