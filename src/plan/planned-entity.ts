import { sizeClasses, type EntityMeasure } from './entity-measure.ts'
import type { PlannedEntity } from './plan-report.ts'

/** 95 % of a normal distribution lie within so many standard errors. */
const standardErrors = 1.96

/** The figures of an entity, of a sample scaled up: `weight` is how many rows each drawn one stands for. */
export function plannedEntity(measure: EntityMeasure, weight: number): PlannedEntity {
  const scaled = (value: number): number => value * weight
  const scaledMap = (values: ReadonlyMap<string, number>): Record<string, number> =>
    Object.fromEntries([...values].map(([name, value]) => [name, scaled(value)]))
  return {
    entity: measure.entity,
    group: measure.group,
    rows: scaled(measure.rows),
    items: scaled(measure.items),
    collapsed: scaled(measure.collapsed),
    rejected: scaledMap(measure.rejected),
    bytes: scaled(measure.bytes),
    largestItemBytes: measure.largestItemBytes,
    sizes: sizeClasses.map((upTo, at) => ({ upTo, items: scaled(measure.sizes[at] ?? 0) })),
    tableUnits: scaled(measure.tableUnits),
    indexUnits: scaledMap(measure.indexUnits),
    sampled: measure.items + [...measure.rejected.values()].reduce((sum, rows) => sum + rows, 0),
    error: weight === 1 ? 0 : relativeError(measure),
  }
}

/** Of the mean of independent draws, by the central limit theorem. */
function relativeError({ items, tableUnits, indexUnits, squaredUnits }: EntityMeasure): number {
  const sum = [...indexUnits.values()].reduce((total, units) => total + units, tableUnits)
  if (items < 2 || sum === 0) return 1
  const mean = sum / items
  const variance = Math.max(0, squaredUnits / items - mean * mean) * (items / (items - 1))
  return (standardErrors * Math.sqrt(variance / items)) / mean
}
