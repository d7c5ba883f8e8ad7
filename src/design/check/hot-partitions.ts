import { countOf, formatCount } from '../../format-count.ts'
import type { ResolvedMapping } from '../../mapping/resolved.ts'
import type { CheckFinding } from './check-report.ts'
import { findingFrom } from './finding-from.ts'
import type { Partitions } from './key-facts.ts'

/**
 * Write units that one partition takes in a second.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const keyUnitsPerSecond = 1_000

/** Below this nobody waits for a partition; a load of any size takes as long to begin. */
const noticedSeconds = 60

/** The heaviest partition key of the table and of each index, and the time that follows from it. */
export function hotPartitions(mapping: ResolvedMapping, partitions: readonly Partitions[]): readonly CheckFinding[] {
  return partitions.flatMap(({ place, label, keyNames, heavy }) => {
    const heaviest = heavy.heaviest()
    if (heaviest === null || heavy.total === 0) return []
    const units = heaviest.units + heavy.error
    const seconds = units / keyUnitsPerSecond
    const byType = keyNames.every((name) => name === mapping.table.entityType)
    if (seconds < noticedSeconds && !byType) return []
    const owner = byType
      ? `all items of ${heaviest.entity}`
      : `${countOf(heaviest.items, 'item')} (${heaviest.entity} and perhaps other entities)`
    const share = Math.round((units / heavy.total) * 100)
    const message =
      `${label}: ${owner} have one partition key, which gets ${share} % of the writes ` +
      `(${formatCount(Math.round(units))} of ${formatCount(Math.round(heavy.total))} write units); ` +
      'at 1,000 a second that takes at least ' +
      `${duration(seconds)}${byType ? '. The key is the entity type, so each entity has only one partition key' : ''}`
    const fix = byType
      ? 'Create the index after the load, or give it a partition key of its own with a shard, for example ' +
        'FEED#{id|shard:16}, and query the shards together.'
      : undefined
    return [
      findingFrom({
        severity: seconds < noticedSeconds ? 'note' : 'warning',
        code: 'CHECK_PARTITION_HOT',
        place,
        count: heaviest.items,
        basis: 'estimate',
        message,
        fix,
      }),
    ]
  })
}

function duration(seconds: number): string {
  if (seconds < 1) return '1 s'
  if (seconds < 120) return `${Math.ceil(seconds)} s`
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`
}
