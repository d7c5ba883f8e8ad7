import type { VirtualClock } from './virtual-clock.fixture.ts'
import { isRecord } from './is-record.ts'
import { keyBucket } from './key-bucket.ts'
import { ServiceError, type Transport } from './transport.ts'

export interface SimulatedTable extends Transport {
  /** Write units a second, spread evenly over `partitions`. */
  grant: number
  /** Write units a second of the one index that every item lands in; Infinity: it follows always. */
  indexGrant: number
  /** Share of the calls that fail with 500, before anything is written. */
  faults: number
  readonly accepted: { units: number; items: number; byPartition: number[] }
  readonly attempted: { items: number; requests: number }
  readonly throttled: { items: number; requests: number }
}

/** How long unused units are kept. The service keeps up to 300 s, a simulated second is the harder judge. */
const burstSeconds = 1

/**
 * A table that gives what it is granted and no more: token buckets for each partition and for an index, calls that take
 * 5 to 25 ms. Items that find no tokens come back unprocessed; a call of which nothing was taken fails with the reason.
 */
export function simulatedTable(clock: VirtualClock, options: { readonly grant: number; readonly partitions: number }): SimulatedTable {
  const tokens = Array.from({ length: options.partitions }, () => 0)
  let indexTokens = 0
  let filledAt = 0
  const table: SimulatedTable = {
    kind: 'direct',
    grant: options.grant,
    indexGrant: Infinity,
    faults: 0,
    accepted: { units: 0, items: 0, byPartition: tokens.map(() => 0) },
    attempted: { items: 0, requests: 0 },
    throttled: { items: 0, requests: 0 },
    call(_operation, body) {
      const latency = 5 + clock.random() * 20
      return new Promise((resolve, reject) => {
        clock.after(latency, () => {
          try {
            resolve(write(body))
          } catch (error) {
            reject(error)
          }
        })
      })
    },
    async [Symbol.asyncDispose]() {},
  }

  function fill(): void {
    const seconds = (clock.now() - filledAt) / 1000
    filledAt = clock.now()
    const each = table.grant / tokens.length
    tokens.forEach((held, partition) => { tokens[partition] = Math.min(each * burstSeconds, held + each * seconds) })
    indexTokens = table.indexGrant === Infinity ? Infinity : Math.min(table.indexGrant * burstSeconds, (Number.isFinite(indexTokens) ? indexTokens : 0) + table.indexGrant * seconds)
  }

  function write(body: Uint8Array): Uint8Array {
    fill()
    const request: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    const requests = isRecord(request) && isRecord(request['RequestItems']) ? Object.values(request['RequestItems']).flat() : []
    table.attempted.requests++
    table.attempted.items += requests.length
    if (clock.random() < table.faults) throw new ServiceError('InternalServerError', 500, 'by chance')
    const left: unknown[] = []
    let reason = 'TableWriteKeyRangeThroughputExceeded'
    let units = 0
    for (const entry of requests) {
      const put: unknown = isRecord(entry) ? entry['PutRequest'] : null
      const text = JSON.stringify(isRecord(put) ? put['Item'] : null)
      const partition = keyBucket(Buffer.from(text)) % tokens.length
      const needed = Math.ceil(text.length / 1024)
      if ((tokens[partition] ?? 0) < needed) left.push(entry)
      else if (indexTokens < needed) {
        left.push(entry)
        reason = 'IndexWriteProvisionedThroughputExceeded'
      } else {
        tokens[partition] = (tokens[partition] ?? 0) - needed
        indexTokens -= needed
        units += needed
        table.accepted.byPartition[partition] = (table.accepted.byPartition[partition] ?? 0) + needed
      }
    }
    table.accepted.units += units
    table.accepted.items += requests.length - left.length
    table.throttled.items += left.length
    if (left.length > 0) table.throttled.requests++
    if (left.length === requests.length) throw new ServiceError('ProvisionedThroughputExceededException', 400, 'throttled', [{ reason, resource: 'arn:t' }])
    return Buffer.from(JSON.stringify({ UnprocessedItems: left.length === 0 ? {} : { t: left }, ConsumedCapacity: [{ TableName: 't', CapacityUnits: units, Table: { CapacityUnits: units } }] }))
  }

  return table
}
