import { shellQuote } from '../../shell-quote.ts'
import type { ValidationReport } from './report-schema.ts'

export interface NextStep {
  readonly text: string
  /** Runs as it stands, with the database where it was found for the validation. */
  readonly command: string
}

/**
 * What to do about a report; null: nothing. `flags` name mapping and table. They stand in the command and not in the
 * report: a repair that took the place of its mapping from a report would run the code that a file from anywhere names.
 */
export function nextStep(report: ValidationReport, reportFile: string, flags: string): NextStep | null {
  if (!report.ok && report.differences.length > 0) {
    const keys = report.keyHash?.method === 'hmac-sha256' ? ' --hash-keys' : ''
    return {
      text: 'see what a repair would write.',
      command: `pgfold repair ${shellQuote(reportFile)} --dry-run ${flags}${keys}`,
    }
  }
  if (report.depth.kind === 'all') return null
  return {
    text: report.ok ? 'compare every item.' : 'compare every item, which names each difference.',
    command: `pgfold validate all ${flags}`,
  }
}
