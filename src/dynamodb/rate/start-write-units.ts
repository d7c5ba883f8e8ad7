import { isLoopback } from '../transport/is-loopback.ts'
import type { LiveTable } from '../table/live-table.ts'

/** What a new on-demand table takes at once (Developer Guide, "On-demand capacity mode"). */
export const newOnDemandTable = 4_000

/**
 * Write units a second with which to begin. Null for an emulator on this machine, which never throttles: no limit. Else
 * what the table is known to take: its provisioned units, or the warm throughput, or what every new on-demand table
 * takes; never above its own on-demand maximum.
 */
export function startWriteUnits(table: LiveTable, endpoint: string | undefined): number | null {
  if (endpoint !== undefined && isLoopback(endpoint)) return null
  if (table.billing.kind === 'provisioned') return Math.max(1, table.billing.writeUnits)
  return Math.min(table.billing.maxWriteUnits ?? Infinity, table.warmWriteUnits ?? newOnDemandTable)
}
