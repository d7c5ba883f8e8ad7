import type { Item } from '../codec/attribute-value.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { backoff } from './backoff.ts'
import { callWithRetry } from './call-with-retry.ts'
import { callError } from './call-error.ts'
import { systemClock } from './clock.ts'
import { isRecord } from './is-record.ts'
import { fromWireItem, toWireItem } from './item-json.ts'
import { defaultPatience, Patience } from './patience.ts'
import { pause } from './pause.ts'
import { judgeError } from './service-error-table.ts'
import { ServiceError, type Transport } from './transport.ts'

/** The service's limit for one call. */
const maxKeys = 100

/**
 * The items of these keys, by consistent reads, in no order; a key without an item gives nothing. Keys may repeat. What
 * the service leaves unprocessed (throttling, 16 MB an answer) is asked for again until it comes.
 */
export async function getItems(transport: Transport, table: string, keys: readonly Item[], signal: AbortSignal): Promise<readonly Item[]> {
  const wanted = [...new Map(keys.map((key) => [JSON.stringify(toWireItem(key)), toWireItem(key)])).values()]
  const found: Item[] = []
  for (let start = 0; start < wanted.length; start += maxKeys) await getBatch(transport, table, wanted.slice(start, start + maxKeys), found, signal)
  return found
}

async function getBatch(transport: Transport, table: string, keys: readonly unknown[], found: Item[], signal: AbortSignal): Promise<void> {
  const patience = new Patience(defaultPatience, systemClock.now())
  let left = keys
  for (let attempt = 0; ; attempt++) {
    const answer = await callWithRetry(transport, 'BatchGetItem', { RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }, signal)
    const { Responses, UnprocessedKeys } = answer
    if (!isRecord(Responses)) throw unreadable()
    for (const items of Object.values(Responses)) {
      if (!Array.isArray(items)) throw unreadable()
      for (const item of items) found.push(fromWireItem(item))
    }
    const before = left.length
    left = unprocessedKeys(UnprocessedKeys)
    if (left.length === 0) return
    if (left.length < before) {
      attempt = -1
      patience.progress(systemClock.now())
    } else {
      const throttled = new ServiceError('ProvisionedThroughputExceededException', 200, 'the keys came back unprocessed')
      const verdict = judgeError(throttled)
      if (verdict === null) throw throttled
      if (left.length > before) throw callError(verdict, throttled)
      const enough = patience.failure(verdict, throttled, systemClock.now())
      if (enough !== null) throw enough
    }
    await pause(backoff(Math.max(attempt, 0), systemClock), signal)
  }
}

function unprocessedKeys(value: unknown): readonly unknown[] {
  if (!isRecord(value)) return []
  return Object.values(value).flatMap((request): unknown[] => {
    const keys: unknown = isRecord(request) ? request['Keys'] : undefined
    if (!Array.isArray(keys)) throw unreadable()
    return keys
  })
}

function unreadable(): PgfoldError {
  return new PgfoldError('DYNAMODB_ANSWER_UNREADABLE', { detail: 'an answer of BatchGetItem has another shape than documented' })
}
