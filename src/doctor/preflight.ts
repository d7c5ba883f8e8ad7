import { PgfoldError } from '../errors/pgfold-error.ts'
import { visibleText } from '../visible-text.ts'
import type { Finding } from '../mapping/finding.ts'
import type { Check, PreflightContext } from './check.ts'
import { checks as allChecks } from './checks.ts'

/** What every check has to say. */
export async function preflight(
  context: PreflightContext,
  signal: AbortSignal,
  checks: readonly Check[] = allChecks,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  // One after the other: they share one session on the source.
  for (const check of checks) findings.push(...(await check.run(context, signal)))
  return findings
}

/** Throws the error among the findings, or RUN_PREFLIGHT with all of them when there are several. */
export function refuseErrors(findings: readonly Finding[]): void {
  const errors = findings.filter((finding) => finding.severity === 'error')
  const [first] = errors
  if (first === undefined) return
  if (errors.length === 1)
    throw new PgfoldError(first.code, { detail: first.message, place: first.place, fix: first.fix })
  throw new PgfoldError('RUN_PREFLIGHT', {
    detail: errors.map((error) => error.message).join('; '),
    fix: errors.map((error) => `${visibleText(error.place)}: ${error.fix}`).join('\n'),
  })
}
