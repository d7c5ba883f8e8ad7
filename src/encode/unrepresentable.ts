import { ValueError } from '../codec/value/value-error.ts'

/**
 * Errors that `onUnrepresentable` answers: the value is sound, only the chosen form cannot hold it. A malformed value
 * is a defect and an item too large is no matter of form; both reject the row whatever the mapping says.
 */
export function isUnrepresentable(error: unknown): boolean {
  if (!(error instanceof ValueError)) return false
  return (
    error.code === 'VALUE_NOT_REPRESENTABLE' ||
    error.code === 'VALUE_NUMBER_OUT_OF_RANGE' ||
    error.code === 'VALUE_TOO_DEEP'
  )
}
