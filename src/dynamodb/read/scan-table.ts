import type { Item } from '../../codec/value/attribute-value.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { callWithRetry } from '../call/call-with-retry.ts'
import { isRecord } from '../is-record.ts'
import { fromWireItem, toWireItem } from '../item-json.ts'
import { readPacer, type ReadPacer } from '../rate/read-pacer.ts'
import type { Transport } from '../transport/transport.ts'

export interface ScanOptions {
  readonly table: string
  /** Reads the index instead of the table. */
  readonly index?: string | undefined
  /** 0 up to `totalSegments`: segments are disjoint, together they are everything. */
  readonly segment: number
  readonly totalSegments: number
  /** Default: consistent for a table; an index cannot be read so. */
  readonly consistent?: boolean | undefined
  /** Goes on behind this key: `lastKey` of a page that was read before, of the same segment and number of segments. */
  readonly startKey?: Item | undefined
  /** `count`: pages have no items, at the same cost in read units. Default `all`. */
  readonly select?: 'all' | 'count' | undefined
  /** Shared by all segments to hold them to one rate. */
  readonly pacer?: ReadPacer | undefined
}

export interface ScanPage {
  readonly items: readonly Item[]
  readonly count: number
  /** Read units that the page has cost; 0 where the answer does not say. */
  readonly consumedUnits: number
  /** Where to go on; null: the segment is at its end. */
  readonly lastKey: Item | null
}

/**
 * Reads one segment page by page (1 MB each), to its end: a page may be empty and still not the last. Throttled and
 * failed pages are read again; a page is given out once. `N` stays the service's text, `B` is bytes.
 */
export async function* scanTable(
  transport: Transport,
  options: ScanOptions,
  signal: AbortSignal,
): AsyncGenerator<ScanPage, void, void> {
  const pacer = options.pacer ?? readPacer(null)
  let startKey = options.startKey ?? null
  do {
    await pacer.ready(signal)
    const answer = await callWithRetry(
      transport,
      'Scan',
      {
        TableName: options.table,
        ...(options.index === undefined ? {} : { IndexName: options.index }),
        ConsistentRead: options.consistent ?? options.index === undefined,
        ReturnConsumedCapacity: 'TOTAL',
        ...(options.totalSegments === 1 ? {} : { Segment: options.segment, TotalSegments: options.totalSegments }),
        ...(options.select === 'count' ? { Select: 'COUNT' } : {}),
        ...(startKey === null ? {} : { ExclusiveStartKey: toWireItem(startKey) }),
      },
      signal,
      ({ verdict }) => {
        if (verdict.throttle) pacer.throttled()
      },
    )
    const page = readPage(answer)
    pacer.consumed(page.consumedUnits)
    startKey = page.lastKey
    yield page
  } while (startKey !== null)
}

function readPage(answer: Readonly<Record<string, unknown>>): ScanPage {
  const { Items, Count, LastEvaluatedKey, ConsumedCapacity } = answer
  if (typeof Count !== 'number' || !(Items === undefined || Array.isArray(Items)))
    throw new PgfoldError('DYNAMODB_ANSWER_UNREADABLE', {
      detail: 'a page of a Scan has another shape than documented',
    })
  const consumed: unknown = isRecord(ConsumedCapacity) ? ConsumedCapacity['CapacityUnits'] : undefined
  return {
    items: (Items ?? []).map(fromWireItem),
    count: Count,
    consumedUnits: typeof consumed === 'number' ? consumed : 0,
    lastKey: LastEvaluatedKey === undefined || LastEvaluatedKey === null ? null : fromWireItem(LastEvaluatedKey),
  }
}
