import { formatCount } from '../../format-count.ts'
import type { EntityProgress } from '../../ledger/ledger.ts'

export interface EntityTotals {
  readonly total: number
  /** `total` is about right only. */
  readonly estimated: boolean
  readonly read: number
  readonly written: number
  readonly collapsed: number
  readonly rejected: number
  readonly bytes: number
  readonly writeUnits: number
}

export function totalsOf(entities: readonly EntityProgress[]): EntityTotals {
  const sum = (pick: (entity: EntityProgress) => number) => entities.reduce((total, entity) => total + pick(entity), 0)
  return {
    total: sum((entity) => entity.total),
    estimated: entities.some(({ estimated }) => estimated),
    read: sum((entity) => entity.read),
    written: sum((entity) => entity.written),
    collapsed: sum((entity) => entity.collapsed),
    rejected: sum((entity) => entity.rejected),
    bytes: sum((entity) => entity.bytes),
    writeUnits: sum((entity) => entity.writeUnits),
  }
}

/** The total as text; "about" while not everything is counted. */
export function totalText({ total, estimated }: Pick<EntityTotals, 'total' | 'estimated'>): string {
  return `${estimated ? 'about ' : ''}${formatCount(total)}`
}

/** Rows whose item is in the table: written themselves, or collapsed into the item of another row. */
export function migratedRows(totals: Pick<EntityTotals, 'written' | 'collapsed'>): number {
  return totals.written + totals.collapsed
}
