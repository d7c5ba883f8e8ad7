import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32 } from 'node:zlib'
import { isRecord } from '../is-record.ts'

/**
 * What befalls one request. Everything but `none` and `unprocessed` leaves the store alone, unless its name says
 * otherwise.
 */
export type Fault =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'error'
      readonly status: number
      readonly type: string
      readonly message?: string
      readonly reasons?: readonly { reason: string; resource: string }[]
    }
  | { readonly kind: 'plain'; readonly status: number; readonly body: string }
  /** Stores the items for which `take` says yes. */
  | { readonly kind: 'unprocessed'; readonly take: (key: string) => boolean }
  | { readonly kind: 'wrong-checksum' | 'reset' | 'stored-then-reset' | 'stored-then-silent' | 'half-an-answer' }

export interface SeenRequest {
  readonly operation: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  readonly keys: readonly string[]
}

export interface FaultServer extends AsyncDisposable {
  readonly endpoint: string
  readonly requests: SeenRequest[]
  /** Item key (`pk` and `sk` by a line feed) to the item's JSON text, and how often it was stored. */
  readonly stored: Map<string, { readonly text: string; readonly times: number }>
  /** The server's clock is ahead of ours by this much; requests dated more than five minutes off are refused. */
  clockAhead: number
}

const silent: Fault = { kind: 'none' }

/**
 * A small DynamoDB of our own that stores what `BatchWriteItem` puts, with the service's rules that matter here (25
 * items, no duplicates, one bad item refuses the request), and answers as `fault` says. An item with an attribute `bad`
 * is refused.
 */
export async function faultServer(fault: (request: SeenRequest) => Fault = () => silent): Promise<FaultServer> {
  const requests: SeenRequest[] = []
  const stored = new Map<string, { text: string; times: number }>()
  const state = { clockAhead: 0 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const items = readItems(body)
      const seen = {
        operation: String(request.headers['x-amz-target']).split('.')[1] ?? '',
        headers: request.headers,
        body,
        keys: items.map((item) => item.key),
      }
      requests.push(seen)
      answer(response, items, fault(seen))
    })
    request.on('error', () => {})
  })

  function answer(response: ServerResponse, items: readonly PutItem[], befallen: Fault): void {
    const date = new Date(Date.now() + state.clockAhead)
    response.setHeader('date', date.toUTCString())
    const sentAt = readAmzDate(response.req.headers['x-amz-date'])
    if (Math.abs(sentAt - date.getTime()) > 5 * 60_000)
      return send(
        response,
        400,
        error('InvalidSignatureException', 'Signature expired: 20260101T000000Z is now earlier than 20260102T000000Z'),
      )
    if (befallen.kind === 'error')
      return send(
        response,
        befallen.status,
        error(befallen.type, befallen.message ?? 'as the test wants it', befallen.reasons),
      )
    if (befallen.kind === 'plain') return send(response, befallen.status, befallen.body)
    if (befallen.kind === 'reset') {
      response.socket?.resetAndDestroy()
      return
    }
    const refusal = refuse(items)
    if (refusal !== null) return send(response, 400, error('ValidationException', refusal))
    const taken = befallen.kind === 'unprocessed' ? items.filter((item) => befallen.take(item.key)) : items
    const left = items.filter((item) => !taken.includes(item))
    for (const { key, text } of taken) stored.set(key, { text, times: (stored.get(key)?.times ?? 0) + 1 })
    const text = JSON.stringify({
      UnprocessedItems:
        left.length === 0 ? {} : { t: left.map((item) => ({ PutRequest: { Item: JSON.parse(item.text) } })) },
      ConsumedCapacity: [{ TableName: 't', CapacityUnits: taken.length * 2, Table: { CapacityUnits: taken.length } }],
    })
    switch (befallen.kind) {
      case 'stored-then-reset':
        response.socket?.resetAndDestroy()
        return
      case 'stored-then-silent':
        return
      case 'half-an-answer':
        response.writeHead(200, { 'content-length': text.length })
        response.write(text.slice(0, 10))
        setTimeout(() => response.destroy(), 20)
        return
      case 'wrong-checksum':
        return send(response, 200, text, crc32(text) ^ 1)
      case 'none':
      case 'unprocessed':
        return send(response, 200, text)
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stored,
    get clockAhead() {
      return state.clockAhead
    },
    set clockAhead(milliseconds) {
      state.clockAhead = milliseconds
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface PutItem {
  readonly key: string
  readonly text: string
  readonly bad: boolean
}

function readItems(body: Buffer): PutItem[] {
  const request: unknown = JSON.parse(body.toString('utf8') || '{}')
  const tables = isRecord(request) && isRecord(request['RequestItems']) ? Object.values(request['RequestItems']) : []
  return tables.flat().map((entry) => {
    const put: unknown = isRecord(entry) ? entry['PutRequest'] : null
    const item: unknown = isRecord(put) ? put['Item'] : null
    if (!isRecord(item)) throw new Error('the request holds something that is not a put')
    return { key: `${keyPart(item['pk'])}\n${keyPart(item['sk'])}`, text: JSON.stringify(item), bad: 'bad' in item }
  })
}

function keyPart(value: unknown): string {
  return isRecord(value) && typeof value['S'] === 'string' ? value['S'] : ''
}

function refuse(items: readonly PutItem[]): string | null {
  if (items.length > 25) return 'Too many items requested for the BatchWriteItem call'
  if (new Set(items.map((item) => item.key)).size < items.length)
    return 'Provided list of item keys contains duplicates'
  return items.some((item) => item.bad) ? 'One or more parameter values were invalid: a "secret value" is bad' : null
}

function error(type: string, message: string, reasons?: readonly { reason: string; resource: string }[]): string {
  return JSON.stringify({
    __type: `com.amazonaws.dynamodb.v20120810#${type}`,
    message,
    ...(reasons === undefined ? {} : { ThrottlingReasons: reasons }),
  })
}

function send(response: ServerResponse, status: number, text: string, checksum: number = crc32(text)): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': String(checksum >>> 0) })
  response.end(text)
}

function readAmzDate(header: string | string[] | undefined): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(header)) ?? []
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
}
