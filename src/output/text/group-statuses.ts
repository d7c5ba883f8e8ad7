import type { EntityProgress, RunStatus } from '../../ledger/ledger.ts'
import { totalsOf, migratedRows } from './entity-totals.ts'

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
