import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { ErrorVerdict } from './service-error-table.ts'
import { ServiceError } from '../transport/transport.ts'

/** The error that leaves the engine for a call that failed for good. */
export function callError(verdict: ErrorVerdict, error: unknown): PgfoldError {
  return new PgfoldError(verdict.code, { detail: describeCallError(error), cause: error })
}

/**
 * The service's name and message in one line. What stands in quotes is cut from the messages of validation errors,
 * which may quote a value of the item, and of signature errors, which quote the request's headers with the session
 * token.
 */
export function describeCallError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  const message = error.message.replaceAll(/\s+/g, ' ')
  if (!(error instanceof ServiceError)) return message
  const quiet = /Validation|Signature/.test(error.type)
    ? message.replaceAll(/'[^']*'|"[^"]*"/g, '…').replace(/\b(values?:|value at).*$/i, '$1 …')
    : message
  return `${error.type} (${error.status}): ${quiet.slice(0, 300)}`
}
