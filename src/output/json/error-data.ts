import { asPgfoldError } from '../text/as-pgfold-error.ts'
import type { ErrorData } from './json-schemas.ts'

/** The facts of `errorText`, for `--json`. */
export function errorData(thrown: unknown): ErrorData {
  const error = asPgfoldError(thrown)
  return {
    code: error.code,
    message: error.message,
    place: error.place ?? null,
    why: error.entry.why,
    fix: error.fix,
    exitCode: error.exit,
  }
}
