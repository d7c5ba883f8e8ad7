import type { ValidationReport } from './report-schema.ts'

/** Differences of the table and of its indexes together. */
export function differenceCount({ totals }: ValidationReport): number {
  return totals.different + totals.missing + totals.extra + totals.indexDifferences
}
