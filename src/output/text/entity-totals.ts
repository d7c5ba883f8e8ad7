import type { EntityProgress, RunStatus } from '../../ledger/ledger.ts'
import { formatCount } from './format-count.ts'
import { textTable } from './text-table.ts'

export interface Totals {
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

export function totalsOf(entities: readonly EntityProgress[]): Totals {
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
export function totalText({ total, estimated }: Pick<Totals, 'total' | 'estimated'>): string {
  return `${estimated ? 'about ' : ''}${formatCount(total)}`
}

/** Rows whose item is in the table: written themselves, or folded into the item of another row. */
export function migratedRows(totals: Pick<Totals, 'written' | 'collapsed'>): number {
  return totals.written + totals.collapsed
}

export interface GroupStatus {
  readonly group: string
  readonly status: RunStatus
  readonly migrated: number
  readonly total: number
  readonly estimated: boolean
}

/** Groups in the order of the mapping; a group is as far as its least finished entity. */
export function groupStatuses(entities: readonly EntityProgress[]): GroupStatus[] {
  return [...new Set(entities.map((entity) => entity.group))].map((group) => {
    const members = entities.filter((entity) => entity.group === group)
    const totals = totalsOf(members)
    return {
      group,
      status: groupStatus(members.map((member) => member.status)),
      migrated: migratedRows(totals),
      total: totals.total,
      estimated: totals.estimated,
    }
  })
}

function groupStatus(statuses: readonly RunStatus[]): RunStatus {
  if (statuses.every((status) => status === 'Completed')) return 'Completed'
  if (statuses.every((status) => status === 'Pending')) return 'Pending'
  return (
    statuses.find((status) => status === 'Failed') ?? statuses.find((status) => status === 'Paused') ?? 'InProgress'
  )
}

/** Rows read = written + collapsed + rejected, entity by entity, with the totals last. */
export function entityTable(entities: readonly EntityProgress[]): string[] {
  const row = (name: string, totals: Omit<Totals, 'bytes' | 'writeUnits'>) => [
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
