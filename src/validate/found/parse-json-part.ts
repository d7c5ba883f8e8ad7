import { PgfoldError } from '../../errors/pgfold-error.ts'

/**
 * The JSON value in `bytes[start…end)`: a part of the answer that the scanner does not read itself. What is wrong with
 * it is told by its place: its text may hold values. Throws DYNAMODB_ANSWER_UNREADABLE.
 */
export function parseJsonPart(bytes: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(bytes.toString('utf8', start, end))
  } catch (cause) {
    throw new PgfoldError('DYNAMODB_ANSWER_UNREADABLE', {
      detail: `bytes ${start} to ${end} of a page of a Scan, ${bytes.length} bytes long, are not JSON`,
      cause,
    })
  }
}
