import type { ResolvedTable } from '../../mapping/resolved.ts'
import type { RetryEvent } from '../call/retry-event.ts'
import type { PatienceLimits } from '../call/patience.ts'
import type { Clock } from '../../clock.ts'
import type { Transport } from '../transport/transport.ts'

export interface ItemWriterOptions {
  readonly transport: Transport
  /** Name or ARN. */
  readonly table: string
  readonly resolvedTable: Pick<ResolvedTable, 'partitionKey' | 'sortKey' | 'indexes'>
  /** Items in a request, at most 25. */
  readonly maxBatchItems: number
  /** Requests on the wire. */
  readonly maxInFlight: number
  /**
   * Write units a second that this writer may use at most, as the service charges them: of the table and of each index
   * that an item lands in. With several writers on one table, give each its share.
   */
  readonly maxWriteUnits?: number | undefined
  /**
   * Write units a second to begin with (`startWriteUnits(table, endpoint)`, or a share of it); absent or null: no limit
   * until the first throttle.
   */
  readonly startWriteUnits?: number | null | undefined
  /** Bytes of items that may wait for their outcome before `ready` holds the reader back; default 32 MiB. */
  readonly maxPendingBytes?: number | undefined
  /** At most one event a second per code or throttling reason; `totals` count all. */
  readonly onEvent: (event: RetryEvent) => void
  readonly patience?: PatienceLimits | undefined
  /** For tests. */
  readonly clock?: Clock | undefined
}
