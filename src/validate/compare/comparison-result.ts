import type { EntityTally } from './entity-tally.ts'
import type { Difference, IndexReport, ValidationReport } from '../report/report-schema.ts'

/** What a comparison has found, whatever its depth; `build-report.ts` makes the report of it. */
export interface ComparisonResult {
  readonly tallies: ReadonlyMap<string, EntityTally>
  /** Items of the table by type. */
  readonly foundTypes: ReadonlyMap<string | null, number>
  /** By entity: items that were compared; absent: none (only counted). */
  readonly compared: ReadonlyMap<string, number>
  readonly counts: DifferenceCounts
  readonly indexes: readonly IndexReport[]
  readonly differences: readonly Difference[]
  readonly unlisted: number
  readonly clearedInNewerSnapshot: number
  readonly comparedOnce: number
  readonly digests: ValidationReport['digests']
  readonly sample: ValidationReport['sample']
}

/** Exact numbers of differences; `missing` and `different` by entity, `extra` by the type that the item carries. */
export interface DifferenceCounts {
  readonly missing: Map<string, number>
  readonly different: Map<string, number>
  readonly extra: Map<string | null, number>
}

export function noDifferences(): DifferenceCounts {
  return { missing: new Map(), different: new Map(), extra: new Map() }
}

export function addTo<Key>(counts: Map<Key, number>, key: Key, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}

export function sumOf(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((total, each) => total + each, 0)
}
