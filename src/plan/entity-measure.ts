import { toWireItem } from '../dynamodb/wire-item.ts'
import { referenceItem } from '../encode/reference/reference-item.ts'
import type { ResolvedEntity, ResolvedMapping } from '../mapping/resolved.ts'
import type { SourceRow } from '../design/data/read-source-rows.ts'
import { itemUnits } from '../encode/item-units.ts'
import { addToPartitions, type PartitionLoad } from './partition-load.ts'

/** Upper bounds of the classes of item sizes, in bytes; the last class is open. */
export const sizeClasses = [256, 512, 1024, 2048, 4096, 16_384, 65_536, 409_600] as const

/** What the rows of one entity become; of a sample, what the sampled rows become. */
export interface EntityMeasure {
  readonly entity: string
  readonly group: string
  /** Source rows, those that collapse into others among them. */
  rows: number
  items: number
  collapsed: number
  /** Rows that cannot become an item, by error code. */
  readonly rejected: Map<string, number>
  bytes: number
  /** As one line of DynamoDB JSON each, as an import file has them. */
  jsonBytes: number
  largestItemBytes: number
  /** Items by class of `sizeClasses`. */
  readonly sizes: number[]
  tableUnits: number
  readonly indexUnits: Map<string, number>
  /** Sum of the squared write units of each item, indexes included: the spread of a sample. */
  squaredUnits: number
}

export function emptyMeasure({ name, group }: ResolvedEntity): EntityMeasure {
  return {
    entity: name,
    group,
    rows: 0,
    items: 0,
    collapsed: 0,
    rejected: new Map(),
    bytes: 0,
    jsonBytes: 0,
    largestItemBytes: 0,
    sizes: sizeClasses.map(() => 0),
    tableUnits: 0,
    indexUnits: new Map(),
    squaredUnits: 0,
  }
}

/** Makes the item of a row as the proof does, and measures it. */
export function measureRow(
  measure: EntityMeasure,
  { mapping, entity }: { readonly mapping: ResolvedMapping; readonly entity: ResolvedEntity },
  row: SourceRow,
  partitions: readonly PartitionLoad[],
  weight: number,
): void {
  measure.rows += row.rows
  measure.collapsed += row.rows - 1
  const outcome = referenceItem(mapping, entity, row.texts)
  if (outcome.kind === 'rejected') {
    measure.rejected.set(outcome.code, (measure.rejected.get(outcome.code) ?? 0) + 1)
    return
  }
  const units = itemUnits(mapping.table, outcome.item)
  measure.items += 1
  measure.bytes += units.bytes
  measure.jsonBytes += Buffer.byteLength(JSON.stringify({ Item: toWireItem(outcome.item) })) + 1
  measure.largestItemBytes = Math.max(measure.largestItemBytes, units.bytes)
  const size = sizeClasses.findIndex((bound) => units.bytes <= bound)
  measure.sizes[size] = (measure.sizes[size] ?? 0) + 1
  measure.tableUnits += units.table
  let all = units.table
  for (const [index, own] of units.indexes) {
    measure.indexUnits.set(index, (measure.indexUnits.get(index) ?? 0) + own)
    all += own
  }
  measure.squaredUnits += all * all
  addToPartitions(partitions, entity.name, outcome.item, units, weight)
}
