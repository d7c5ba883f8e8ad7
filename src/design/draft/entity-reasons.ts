import { formatCount } from '../../format-count.ts'
import type { CatalogTable } from '../../catalog/catalog.ts'
import { underlyingType } from '../../catalog/pg-type.ts'
import { codecFor } from '../../codec/registry.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import type { DesignPlan } from './design-plan.ts'
import { ownKey } from '../inspect/own-key.ts'
import { hintsOf } from '../inspect/source-hints.ts'

/** Sentences that say what the table is and why its items lie where they do. */
export function entityReasons(table: CatalogTable, plan: DesignPlan): readonly string[] {
  return [size(table, plan), placement(table, plan), ...keyRemarks(table)]
}

function size(table: CatalogTable, plan: DesignPlan): string {
  const { partitions } = hintsOf(plan.hints, table)
  const rows =
    table.estimatedRows < 0
      ? 'number of rows unknown (never analysed)'
      : `about ${formatCount(table.estimatedRows)} rows`
  const kind =
    table.kind === 'partitioned'
      ? `, read through the partitioned table (${partitions} partitions)`
      : table.kind === 'foreign'
        ? ', a foreign table'
        : ''
  return `${tableLabel(table)}, ${rows}${kind}.`
}

function placement(table: CatalogTable, plan: DesignPlan): string {
  const place = plan.placeOf(table)
  switch (place.kind) {
    case 'edge': {
      const ends = place.edge.ends.map((end) => plan.nameOf(end.parent))
      return (
        `An edge between ${ends.join(' and ')}: ${place.edge.reason}. It is stored in the partition of ` +
        `${ends[0] ?? ''}; an index gives the other direction.`
      )
    }
    case 'child':
      return (
        `It belongs to ${plan.nameOf(place.under.parent)}: ${place.ownership.reasons.join(', ')}. So it is ` +
        `stored in that partition, and one query reads the owner with its ${tableLabel(table)}.`
      )
    case 'root':
      return place.owner === null
        ? 'It has its own partition, because no other table clearly owns it.'
        : `It belongs to ${plan.nameOf(place.owner.relation.parent)} (${place.owner.reasons.join(', ')}), but ` +
            'other rows belong to it, so it has its own partition, and an index lists it under its owner.'
  }
}

function keyRemarks(table: CatalogTable): readonly string[] {
  const key = ownKey(table) ?? []
  const remarks: string[] = []
  if (table.primaryKey.length === 0)
    remarks.push(
      `There is no primary key. The unique key (${key.join(', ')}), which is never NULL, tells the rows apart.`,
    )
  const free = key.filter((name) => {
    const type = table.columns.find((column) => column.name === name)?.type
    return type !== undefined && codecFor(type).keyAlphabet === 'free' && underlyingType(type).kind !== 'enum'
  })
  if (free.length > 0)
    remarks.push(
      `${free.join(', ')} may contain any text, so |escape encodes "#" in it. A row with an empty text, or one ` +
        'that is too long for a key, is rejected and listed.',
    )
  return remarks
}
