import type { Item } from '../../codec/value/attribute-value.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { backoff } from '../call/backoff.ts'
import { parseAnswer } from '../call/batch-answer.ts'
import { callForBytes, type CallRetry } from '../call/call-with-retry.ts'
import { callError } from '../call/call-error.ts'
import { systemClock } from '../../clock.ts'
import { isRecord } from '../is-record.ts'
import { fromWireItem, toWireItem } from '../wire-item.ts'
import { defaultPatience, Patience } from '../call/patience.ts'
import { pause } from '../../pause.ts'
import { judgeError } from '../call/service-error-table.ts'
import { ServiceError, type Transport } from '../transport/transport.ts'

/** The service's limit for one call. */
const maxKeys = 100

/**
 * An answer ends at 16 MB of items of at most 400 KB each, and an item is no shorter as text than it is counted: one
 * that leaves keys and is shorter than this was throttled. Source: API reference of BatchGetItem.
 */
const minFullAnswerBytes = 15 * 1024 * 1024

/**
 * The items of these keys, by consistent reads, in no order; a key without an item gives nothing. Keys may repeat. What
 * the service leaves unprocessed (throttling, 16 MB an answer) is asked for again until it comes. `onRetry` hears of
 * failed tries and of keys left by throttling.
 */
export async function getItems(
  transport: Transport,
  table: string,
  keys: readonly Item[],
  signal: AbortSignal,
  onRetry?: (retry: CallRetry) => void,
): Promise<readonly Item[]> {
  const wanted = [...new Map(keys.map((key) => [JSON.stringify(toWireItem(key)), toWireItem(key)])).values()]
  const found: Item[] = []
  for (let start = 0; start < wanted.length; start += maxKeys)
    await getBatch(transport, table, wanted.slice(start, start + maxKeys), found, signal, onRetry)
  return found
}

async function getBatch(
  transport: Transport,
  table: string,
  keys: readonly unknown[],
  found: Item[],
  signal: AbortSignal,
  onRetry: ((retry: CallRetry) => void) | undefined,
): Promise<void> {
  const patience = new Patience(defaultPatience, systemClock.now())
  let left = keys
  for (let attempt = 0; ; attempt += 1) {
    const answer = await callForBytes(
      transport,
      'BatchGetItem',
      { RequestItems: { [table]: { Keys: left, ConsistentRead: true } } },
      signal,
      onRetry,
    )
    const { Responses, UnprocessedKeys } = parseAnswer(answer)
    if (!isRecord(Responses)) throw unreadable()
    for (const items of Object.values(Responses)) {
      if (!Array.isArray(items)) throw unreadable()
      for (const item of items) found.push(fromWireItem(item))
    }
    const before = left.length
    left = unprocessedKeys(UnprocessedKeys)
    if (left.length === 0) return
    const throttled = new ServiceError(
      'ProvisionedThroughputExceededException',
      200,
      'the keys came back unprocessed',
      [{ reason: 'UnprocessedKeys', resource: table }],
    )
    const verdict = judgeError(throttled)
    if (verdict === null) throw throttled
    if (left.length > before) throw callError(verdict, throttled)
    if (left.length < before) {
      attempt = -1
      patience.progress(systemClock.now())
    } else {
      const stalled = patience.failure(verdict, throttled, systemClock.now())
      if (stalled !== null) throw stalled
    }
    const delay = backoff(Math.max(attempt, 0), systemClock)
    if (answer.byteLength < minFullAnswerBytes)
      onRetry?.({ verdict, error: throttled, attempt: attempt + 1, delayMs: Math.round(delay) })
    await pause(delay, signal)
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
  return new PgfoldError('DYNAMODB_ANSWER_UNREADABLE', {
    detail: 'an answer of BatchGetItem has another shape than documented',
  })
}
