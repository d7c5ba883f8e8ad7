import type { LiveTable } from './live-table.ts'

/** Where the items go; a run is bound to it. */
export interface TargetIdentity {
  readonly table: string
  readonly arn: string
  /** Creation time of the table, ISO 8601: a table dropped and made again is another table. */
  readonly createdAt: string
}

export function targetIdentity(live: LiveTable): TargetIdentity {
  return { table: live.name, arn: live.arn, createdAt: live.createdAt }
}
