import type { KeyHashing } from '../../key-hashing.ts'
import type { ValidationReport } from './report-schema.ts'

/** The report with a hash in place of every value of a key; `repair` finds the keys again by `findHashedKeys`. */
export function hashReportKeys(report: ValidationReport, hashing: KeyHashing | null): ValidationReport {
  if (hashing === null) return report
  return {
    ...report,
    differences: report.differences.map((difference) => ({
      ...difference,
      key: hashing.record(difference.key),
      relatedKey: difference.relatedKey === null ? null : hashing.record(difference.relatedKey),
    })),
    indexes: report.indexes.map((index) => ({
      ...index,
      differences: index.differences.map((difference) => ({ ...difference, key: hashing.record(difference.key) })),
    })),
    rejects: report.rejects.map((reject) => ({ ...reject, sourceKey: hashing.record(reject.sourceKey) })),
    keyHash: { method: hashing.method, check: hashing.check },
  }
}
