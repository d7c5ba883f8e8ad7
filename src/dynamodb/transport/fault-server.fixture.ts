import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32 } from 'node:zlib'
import { refusesDate, sendAnswer, serviceError, type ThrottlingReason } from '../../../servers/service-answer.ts'
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
      readonly reasons?: readonly ThrottlingReason[]
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
  const state: ServerState = { clockAhead: 0, stored: new Map() }
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
      answer(response, items, fault(seen), state)
    })
    request.on('error', () => {})
  })

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stored: state.stored,
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

interface ServerState {
  clockAhead: number
  readonly stored: Map<string, { text: string; times: number }>
}

function answer(response: ServerResponse, items: readonly PutItem[], befallen: Fault, state: ServerState): void {
  if (refusesDate(response, state.clockAhead)) return
  if (befallen.kind === 'error')
    return sendAnswer(
      response,
      befallen.status,
      serviceError(befallen.type, befallen.message ?? 'as the test wants it', befallen.reasons),
    )
  if (befallen.kind === 'plain') return sendAnswer(response, befallen.status, befallen.body)
  if (befallen.kind === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  const refusal = refuse(items)
  if (refusal !== null) return sendAnswer(response, 400, serviceError('ValidationException', refusal))
  const taken = befallen.kind === 'unprocessed' ? items.filter((item) => befallen.take(item.key)) : items
  const left = items.filter((item) => !taken.includes(item))
  for (const { key, text } of taken) state.stored.set(key, { text, times: (state.stored.get(key)?.times ?? 0) + 1 })
  const text = JSON.stringify({
    UnprocessedItems:
      left.length === 0 ? {} : { t: left.map((item) => ({ PutRequest: { Item: JSON.parse(item.text) } })) },
    ConsumedCapacity: [{ TableName: 't', CapacityUnits: taken.length * 2, Table: { CapacityUnits: taken.length } }],
  })
  sendAs(befallen.kind, response, text)
}

/** Sends an answer, or what becomes of it on its way. */
function sendAs(
  kind: Exclude<Fault['kind'], 'error' | 'plain' | 'reset'>,
  response: ServerResponse,
  text: string,
): void {
  switch (kind) {
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
      return sendAnswer(response, 200, text, crc32(text) ^ 1)
    case 'none':
    case 'unprocessed':
      return sendAnswer(response, 200, text)
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
