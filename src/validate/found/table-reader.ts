import type { Item } from '../../codec/value/attribute-value.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import { callForBytes, callWithRetry } from '../../dynamodb/call/call-with-retry.ts'
import { systemClock } from '../../clock.ts'
import { countRetries, type RetryCounts } from '../../dynamodb/call/count-retries.ts'
import type { RetryEvent } from '../../dynamodb/call/retry-event.ts'
import { getItems } from '../../dynamodb/read/get-items.ts'
import { fromWireItem, toWireItem } from '../../dynamodb/wire-item.ts'
import { isRecord } from '../../dynamodb/is-record.ts'
import { readPacer } from '../../dynamodb/rate/read-pacer.ts'
import type { Transport } from '../../dynamodb/transport/transport.ts'
import { itemKeyText, keyAttributes, keyRecordText, type KeyRecord } from '../digest/key-record.ts'
import { scanAnswer } from './scan-answer.ts'
import { WireScanner, type ScannedItem } from './wire-scanner.ts'

/**
 * How validation reads the table: three ways, each complete or an error, never a silent part. Reads of the table are
 * consistent; those of an index cannot be.
 */
export interface TableReader {
  /** One segment of a scan, page by page to its end: visits every item, and yields after each page. */
  scan(request: ScanRequest, visit: (item: ScannedItem) => void, signal: AbortSignal): AsyncIterable<void>
  /** The items under these keys, by `keyRecordText`; absent ones are not in the map. */
  get(keys: readonly KeyRecord[], signal: AbortSignal): Promise<Map<string, Item>>
  /** The entries of an index under one index key, given by attribute name. */
  entries(index: string, key: KeyRecord, signal: AbortSignal): Promise<Item[]>
  /** Read units used by this reader, with those that `continueFrom` was told of. */
  readonly units: ReadUnits
  /** The same of calls that were made again. */
  readonly retries: RetryCounts
  /** Counts on from what earlier attempts of the same validation have used. */
  continueFrom(units: ReadUnits, retries: RetryCounts): void
}

/** One segment of a parallel scan. */
export interface ScanRequest {
  /** null: of the table itself. */
  readonly index: string | null
  readonly segment: number
  readonly totalSegments: number
}

/** `items` is calculated, a consistent read of 4 KB each; the table and its indexes count as the service answers. */
export interface ReadUnits {
  readonly table: number
  readonly items: number
  readonly byIndex: ReadonlyMap<string, number>
}

export function indexUnits({ byIndex }: ReadUnits): number {
  return [...byIndex.values()].reduce((sum, units) => sum + units, 0)
}

/**
 * A reader over a transport; `maxReadUnits` holds all its scans together to so many read units a second, `onEvent`
 * hears of retries and throttles.
 */
export function createTableReader(
  transport: Transport,
  name: string,
  table: ResolvedTable,
  maxReadUnits: number | undefined,
  onEvent: (event: RetryEvent) => void,
): TableReader {
  const byIndex = new Map<string, number>()
  const retries = countRetries(onEvent, () => systemClock.now())
  const units = { table: 0, items: 0, byIndex }
  const add = (index: string | null, used: number): void => {
    if (index === null) units.table += used
    else byIndex.set(index, (byIndex.get(index) ?? 0) + used)
  }
  const calls: Calls = { transport, name, table, retries, add, pacer: readPacer(maxReadUnits ?? null) }
  const scanner = new WireScanner(table)
  return {
    units,
    retries: retries.counts,
    continueFrom(earlier, earlierRetries) {
      retries.addEarlier(earlierRetries)
      add(null, earlier.table)
      units.items += earlier.items
      for (const [index, used] of earlier.byIndex) add(index, used)
    },
    scan: (request, visit, signal) => scanSegment(calls, scanner, request, visit, signal),
    async get(keys, signal) {
      const items = await getItems(
        transport,
        name,
        keys.map((key) => keyAttributes(table, key)),
        signal,
        (retry) => retries.retried(retry, name),
      )
      units.items += keys.length
      return new Map(items.map((item) => [itemKeyText(table, item), item]))
    },
    entries: (index, key, signal) => queryIndex(calls, index, key, signal),
  }
}

/** What every call of a reader shares. */
interface Calls {
  readonly transport: Transport
  /** Of the table. */
  readonly name: string
  readonly table: ResolvedTable
  readonly retries: ReturnType<typeof countRetries>
  readonly pacer: ReturnType<typeof readPacer>
  /** Counts read units; `index` null: of the table itself. */
  readonly add: (index: string | null, used: number) => void
}

async function* scanSegment(
  { transport, name, retries, pacer, add }: Calls,
  scanner: WireScanner,
  { index, segment, totalSegments }: ScanRequest,
  visit: (item: ScannedItem) => void,
  signal: AbortSignal,
): AsyncGenerator<void> {
  let startKey: unknown
  do {
    const ticket = await pacer.ready(signal)
    const bytes = await callForBytes(
      transport,
      'Scan',
      {
        TableName: name,
        ...(index === null ? { ConsistentRead: true } : { IndexName: index }),
        ReturnConsumedCapacity: 'TOTAL',
        ...(ticket.maxItems === null ? {} : { Limit: ticket.maxItems }),
        ...(totalSegments === 1 ? {} : { Segment: segment, TotalSegments: totalSegments }),
        ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
      },
      signal,
      (retry) => {
        if (retry.verdict.throttle) ticket.throttled()
        retries.retried(retry, index ?? name)
      },
    )
    let items = 0
    const answer = scanAnswer(scanner, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), (item) => {
      items += 1
      visit(item)
    })
    // The service counts its own items: a page that was read otherwise than it was sent shows here.
    if (answer['Count'] !== items)
      throw new PgfoldError('DYNAMODB_ANSWER_UNREADABLE', {
        detail: `a page of a Scan with ${items} items says that it has ${String(answer['Count'])}`,
      })
    const used = consumedUnits(answer['ConsumedCapacity'])
    add(index, used)
    ticket.consumed(used, items)
    startKey = answer['LastEvaluatedKey'] ?? undefined
    yield
  } while (startKey !== undefined)
}

async function queryIndex(
  { transport, name, table, retries, add }: Calls,
  index: string,
  key: KeyRecord,
  signal: AbortSignal,
): Promise<Item[]> {
  const names = Object.keys(key)
  const items: Item[] = []
  let startKey: unknown
  do {
    const answer = await callWithRetry(
      transport,
      'Query',
      {
        TableName: name,
        IndexName: index,
        ReturnConsumedCapacity: 'TOTAL',
        KeyConditionExpression: names.map((_name, at) => `#k${at} = :k${at}`).join(' AND '),
        ExpressionAttributeNames: Object.fromEntries(names.map((each, at) => [`#k${at}`, each])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.values(toWireItem(keyAttributes(table, key))).map((value, at) => [`:k${at}`, value]),
        ),
        ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
      },
      signal,
      (retry) => retries.retried(retry, index),
    )
    for (const item of Array.isArray(answer['Items']) ? answer['Items'] : []) items.push(fromWireItem(item))
    add(index, consumedUnits(answer['ConsumedCapacity']))
    startKey = answer['LastEvaluatedKey'] ?? undefined
  } while (startKey !== undefined)
  return items
}

/** 0 where the answer does not say. */
function consumedUnits(value: unknown): number {
  const units: unknown = isRecord(value) ? value['CapacityUnits'] : undefined
  return typeof units === 'number' ? units : 0
}

/** Keeps each key once, in order. */
export function distinctKeys(table: ResolvedTable, keys: readonly KeyRecord[]): KeyRecord[] {
  return [...new Map(keys.map((key) => [keyRecordText(table, key), key])).values()]
}
