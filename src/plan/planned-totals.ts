import type { PlannedEntity, PlanReport } from './plan-report.ts'

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** The sums over all entities. Their errors are independent, so their squares add up. */
export function plannedTotals(entities: readonly PlannedEntity[], jsonBytes: number): PlanReport['totals'] {
  const of = (value: (entity: PlannedEntity) => number): number => sumOf(entities.map(value))
  const unitsOf = (entity: PlannedEntity): number => entity.tableUnits + sumOf(Object.values(entity.indexUnits))
  const units = of(unitsOf)
  const error = Math.sqrt(of((entity) => (entity.error * unitsOf(entity)) ** 2))
  return {
    rows: of(({ rows }) => rows),
    items: of(({ items }) => items),
    collapsed: of(({ collapsed }) => collapsed),
    rejected: of(({ rejected }) => sumOf(Object.values(rejected))),
    bytes: of(({ bytes }) => bytes),
    jsonBytes,
    tableUnits: of(({ tableUnits }) => tableUnits),
    indexUnits: of(({ indexUnits }) => sumOf(Object.values(indexUnits))),
    error: units === 0 ? 0 : error / units,
  }
}
