import type { EntityProgress } from '../../ledger/ledger.ts'
import { formatCount } from '../../format-count.ts'
import { textTable } from './text-table.ts'
import { totalsOf, totalText, type EntityTotals } from './entity-totals.ts'

/** Rows read = written + collapsed + rejected, entity by entity, with the totals last. */
export function entityTable(entities: readonly EntityProgress[]): string[] {
  const row = (name: string, totals: Omit<EntityTotals, 'bytes' | 'writeUnits'>) => [
    name,
    totalText(totals),
    formatCount(totals.read),
    formatCount(totals.written),
    formatCount(totals.collapsed),
    formatCount(totals.rejected),
  ]
  return textTable(
    [
      { title: 'Entity', align: 'left' },
      { title: 'Rows', align: 'right' },
      { title: 'Read', align: 'right' },
      { title: 'Written', align: 'right' },
      { title: 'Collapsed', align: 'right' },
      { title: 'Rejected', align: 'right' },
    ],
    [...entities.map((entity) => row(entity.entity, entity)), row('Total', totalsOf(entities))],
  )
}
