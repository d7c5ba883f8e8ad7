import { PgfoldError } from '../../errors/pgfold-error.ts'
import { isRecord } from '../is-record.ts'
import type { ConsumedUnits } from '../rate/rate-control.ts'

export interface BatchAnswer {
  /** The items that the service did not take, as it sends them back. */
  readonly unprocessed: readonly Readonly<Record<string, unknown>>[]
  /** Write units that were charged. Null where the answer has none (some emulators). */
  readonly consumed: ConsumedUnits | null
}

/**
 * Reads the answer of `BatchWriteItem`. The service always names what it did not take, even if it is nothing: JSON
 * without that is somebody else's answer, and no item of the request may count as stored.
 *
 * Throws DYNAMODB_ANSWER_UNREADABLE
 */
export function readBatchAnswer(body: Uint8Array): BatchAnswer {
  const answer = parseAnswer(body)
  const unprocessed: Record<string, unknown>[] = []
  const left = answer['UnprocessedItems']
  if (!isRecord(left)) throw unreadable('UnprocessedItems')
  for (const requests of Object.values(left)) {
    if (!Array.isArray(requests)) throw unreadable('UnprocessedItems')
    for (const request of requests) {
      const put: unknown = isRecord(request) ? request['PutRequest'] : undefined
      const item: unknown = isRecord(put) ? put['Item'] : undefined
      if (!isRecord(item)) throw unreadable('UnprocessedItems')
      unprocessed.push(item)
    }
  }
  return { unprocessed, consumed: readConsumed(answer['ConsumedCapacity']) }
}

/** The JSON object in an answer. */
export function parseAnswer(body: Uint8Array): Record<string, unknown> {
  let answer: unknown
  try {
    answer = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))
  } catch (cause) {
    throw new PgfoldError('DYNAMODB_ANSWER_UNREADABLE', { detail: `${body.length} bytes that are not JSON`, cause })
  }
  if (!isRecord(answer)) throw unreadable('the answer')
  return answer
}

function unreadable(what: string): PgfoldError {
  return new PgfoldError('DYNAMODB_ANSWER_UNREADABLE', { detail: `${what} has another shape than documented` })
}

function readConsumed(value: unknown): BatchAnswer['consumed'] {
  const entry: unknown = Array.isArray(value) ? value[0] : value
  if (!isRecord(entry) || typeof entry['CapacityUnits'] !== 'number') return null
  const total = entry['CapacityUnits']
  const table: unknown = isRecord(entry['Table']) ? entry['Table']['CapacityUnits'] : undefined
  return {
    total,
    table: typeof table === 'number' ? table : total,
    indexes: isRecord(entry['GlobalSecondaryIndexes']) ? readIndexes(entry['GlobalSecondaryIndexes']) : noIndexes,
  }
}

const noIndexes: ReadonlyMap<string, number> = new Map()

function readIndexes(value: Readonly<Record<string, unknown>>): ReadonlyMap<string, number> {
  const units = new Map<string, number>()
  for (const name of Object.keys(value)) {
    const index = value[name]
    if (isRecord(index) && typeof index['CapacityUnits'] === 'number') units.set(name, index['CapacityUnits'])
  }
  return units
}
