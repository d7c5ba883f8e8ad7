import { PgfoldError } from '../../errors/pgfold-error.ts'
import { parseJsonPart } from './parse-json-part.ts'

/** The JSON string in `bytes[start…end)`, quotes included. */
export function parseJsonText(bytes: Buffer, start: number, end: number): string {
  const text = parseJsonPart(bytes, start, end)
  if (typeof text !== 'string') throw unreadablePage()
  return text
}

export function unreadablePage(): PgfoldError {
  return new PgfoldError('DYNAMODB_ANSWER_UNREADABLE', { detail: 'a page of a Scan has another shape than documented' })
}
