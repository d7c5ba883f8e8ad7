import { errorRegistry, type ErrorCode } from '../../errors/error-registry.ts'
import type { CheckFinding } from './check-report.ts'

interface FindingParts {
  readonly severity: CheckFinding['severity']
  readonly code: ErrorCode
  readonly place: string
  readonly count: number | null
  readonly basis: CheckFinding['basis']
  readonly message: string
  /** Replaces the registry's fix. */
  readonly fix?: string | undefined
}

/** A finding with the fix of its code, unless a better one is known. */
export function findingFrom(parts: FindingParts): CheckFinding {
  return { ...parts, fix: parts.fix ?? errorRegistry[parts.code].fix }
}
