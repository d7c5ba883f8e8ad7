import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import path from 'node:path'
import type { Item } from '../src/codec/attribute-value.ts'
import { itemBytes, writeUnits } from '../src/encode/item-size.ts'

/**
 * A DynamoDB that stores nothing and grants as the real one does: 1,000 write units a second for each partition, by token buckets that hold
 * one second (the service's hold up to 300, so this is the harder judge); 4,000 at first, doubled with time by splitting every partition; an
 * index with units of its own that holds the table back; a maximum on demand; an account limit; random faults. Items that find no units come
 * back unprocessed; a call of which nothing was taken is refused with the service's reason. Answers take 3 to 10 ms.
 */
export interface SimulatedOptions {
  readonly start: number
  /** Seconds in which the grant doubles: half an hour, compressed. */
  readonly doubleSeconds: number
  readonly indexUnits?: number | undefined
  readonly maxOnDemand?: number | undefined
  readonly account?: number | undefined
  /** Share of calls that fail with 500 or 503 before anything is written. */
  readonly faults?: number | undefined
}

export interface ServiceTotals {
  /** Milliseconds of the service's clock. */
  readonly at: number
  /** Units a second that may be used at this moment, of the table, by items as they come (an index bounds it by its share). */
  readonly grant: number
  /** Units of the table that could have been used and that were, since the start. */
  readonly granted: number
  readonly used: number
  /** Units of table and indexes as charged to the caller. */
  readonly consumed: number
  readonly items: number
  readonly throttledItems: number
}

interface Bucket { tokens: number; readonly rate: () => number }
type Entry = { readonly PutRequest: { readonly Item: Item } }

function serve(options: SimulatedOptions): void {
  const startedAt = performance.now()
  let doublings = 0
  let partitions: Bucket[] = []
  const tableUnits = () => options.start * 2 ** doublings
  const partition = (tokens: number): Bucket => ({ tokens, rate: () => tableUnits() / partitions.length })
  partitions = Array.from({ length: Math.ceil(options.start / 1000) }, () => partition(0))
  const optional = (units: number | undefined): Bucket | null => (units === undefined ? null : { tokens: 0, rate: () => units })
  const index = optional(options.indexUnits)
  const maximum = optional(options.maxOnDemand)
  const account = optional(options.account)
  let filledAt = startedAt
  let granted = 0
  let used = 0
  let usedByIndex = 0
  let consumed = 0
  let items = 0
  let throttledItems = 0

  const grant = (): number => {
    const caps = [tableUnits(), options.maxOnDemand ?? Infinity, options.account === undefined ? Infinity : options.account]
    if (options.indexUnits !== undefined && usedByIndex > 0) caps.push(options.indexUnits * (used / usedByIndex))
    return Math.min(...caps)
  }

  function fill(): void {
    const now = performance.now()
    const seconds = (now - filledAt) / 1000
    filledAt = now
    granted += grant() * seconds
    for (const bucket of [...partitions, index, maximum, account]) if (bucket !== null) bucket.tokens = Math.min(bucket.rate(), bucket.tokens + bucket.rate() * seconds)
    const due = Math.floor((now - startedAt) / 1000 / options.doubleSeconds)
    if (due > doublings) {
      doublings = due
      // Every partition is split: each half keeps its part of the tokens.
      partitions = partitions.flatMap(({ tokens }) => [partition(tokens / 2), partition(tokens / 2)])
    }
  }

  /** The reason for which an item finds no room, or null: its units are taken. */
  function take(item: Item): string | null {
    const units = writeUnits(itemBytes(item))
    const inIndex = Object.hasOwn(item, 'gsi1_pk') ? units : 0
    const place = partitions[hash(JSON.stringify(item['pk'])) % partitions.length]
    if (place === undefined || place.tokens < units) return 'TableWriteKeyRangeThroughputExceeded'
    if (maximum !== null && maximum.tokens < units) return 'TableWriteMaxOnDemandThroughputExceeded'
    if (account !== null && account.tokens < units) return 'TableWriteAccountLimitExceeded'
    if (index !== null && inIndex > 0 && index.tokens < inIndex) return 'IndexWriteKeyRangeThroughputExceeded'
    place.tokens -= units
    if (maximum !== null) maximum.tokens -= units
    if (account !== null) account.tokens -= units
    if (index !== null) index.tokens -= inIndex
    used += units
    usedByIndex += inIndex
    consumed += units + inIndex
    return null
  }

  function batchWrite(body: string): { readonly status: number; readonly text: string } {
    fill()
    if (Math.random() < (options.faults ?? 0)) return { status: Math.random() < 0.5 ? 500 : 503, text: '{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"by chance"}' }
    const { RequestItems } = JSON.parse(body) as { RequestItems: Record<string, Entry[]> }
    const [[name, entries] = ['', []]] = Object.entries(RequestItems)
    const before = { used, consumed }
    let reason = ''
    const left = entries.filter((entry) => {
      const refusal = take(entry.PutRequest.Item)
      if (refusal !== null) reason = refusal
      return refusal !== null
    })
    items += entries.length
    throttledItems += left.length
    if (left.length === entries.length) {
      const resource = `arn:aws:dynamodb:us-east-1:000000000000:table/${name}${reason.startsWith('Index') ? '/index/gsi1' : ''}`
      return { status: 400, text: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'Throughput exceeds what is granted', throttlingReasons: [{ reason, resource }] }) }
    }
    return {
      status: 200,
      text: JSON.stringify({ UnprocessedItems: left.length === 0 ? {} : { [name]: left }, ConsumedCapacity: [{ TableName: name, CapacityUnits: consumed - before.consumed, Table: { CapacityUnits: used - before.used } }] }),
    }
  }

  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      if (request.url === '/totals') {
        fill()
        response.end(JSON.stringify({ at: performance.now() - startedAt, grant: grant(), granted, used, consumed, items, throttledItems } satisfies ServiceTotals))
        return
      }
      setTimeout(() => {
        const { status, text } = batchWrite(Buffer.concat(pieces).toString())
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(text)
      }, 3 + Math.random() * 7)
    })
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.stdout.write(`${address !== null && typeof address === 'object' ? address.port : 0}\n`)
  })
  // The parent closes our input when it ends, however it ends.
  process.stdin.resume().on('end', () => process.exit(0))
}

/** FNV-1a, with its bits mixed: the service spreads keys by a hash of its own. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  value ^= value >>> 15
  return Math.imul(value, 0x2c1b3c6d) >>> 0
}

export interface SimulatedService extends AsyncDisposable {
  readonly endpoint: string
  totals(): Promise<ServiceTotals>
}

export async function startSimulatedService(options: SimulatedOptions): Promise<SimulatedService> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'simulated-service.ts'), JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())))
  })
  const endpoint = `http://127.0.0.1:${port}`
  return {
    endpoint,
    totals: async () => (await (await fetch(`${endpoint}/totals`)).json()) as ServiceTotals,
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await new Promise((resolve) => child.once('exit', resolve))
    },
  }
}

if (process.argv[1] === import.meta.filename) serve(JSON.parse(process.argv[2] ?? '{}') as SimulatedOptions)
