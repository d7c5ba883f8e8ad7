import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32 } from 'node:zlib'
import { refusesDate, sendAnswer, serviceError, type ThrottlingReason } from './service-answer.ts'

/** What becomes of one request. Only where the name says `applied` has the emulator seen it. */
export type AnswerFault =
  | {
      readonly kind: 'error'
      readonly status: number
      readonly type: string
      readonly message?: string
      readonly reasons?: readonly ThrottlingReason[]
    }
  /** Any answer of somebody else: a page, a redirect, nothing at all. */
  | {
      readonly kind: 'foreign'
      readonly status: number
      readonly body: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** Puts for which `keep` says no are handed back as unprocessed, the others are applied. */
  | { readonly kind: 'unprocessed'; readonly keep: (index: number) => boolean }
  /** Nothing is applied, and the answer says that all was; its checksum tells that it is damaged. */
  | { readonly kind: 'damaged-into-success' }
  | {
      readonly kind:
        | 'reset'
        | 'applied-then-reset'
        | 'applied-then-silent'
        | 'applied-then-cut'
        | 'applied-then-damaged'
    }

export interface ServiceRequest {
  readonly operation: string
  /** How many requests of this operation came before. */
  readonly number: number
  readonly body: string
}

export type ChooseFault = (request: ServiceRequest) => AnswerFault | null

export interface FaultyDynamoDb extends AsyncDisposable {
  readonly endpoint: string
  /** What becomes of each request from now on; null: nothing. */
  fault: ChooseFault | null
  /** This service's clock is ahead of everybody's by so much; requests signed five minutes off are refused. */
  clockAheadMs: number
  /** Requests that a fault befell. */
  readonly befallen: number
}

/** Stands before an emulator, passes on what it is asked, and answers some requests as `fault` says instead. */
export async function faultyDynamoDb(emulator: string, fault: ChooseFault | null = null): Promise<FaultyDynamoDb> {
  const state = { fault, clockAheadMs: 0, befallen: 0 }
  const counts = new Map<string, number>()
  const agent = new Agent({ keepAlive: true })
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('error', () => undefined)
    request.on('end', () => {
      const body = Buffer.concat(pieces)
      if (state.clockAheadMs !== 0 && refusesDate(response, state.clockAheadMs)) return
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
      const number = counts.get(operation) ?? 0
      counts.set(operation, number + 1)
      const befallen = state.fault?.({ operation, number, body: body.toString('utf8') }) ?? null
      if (befallen !== null) state.befallen += 1
      const passOn = (sent: Buffer): Promise<Answer> => ask(emulator, agent, request.headers, sent)
      answer(befallen, body, passOn, response).catch(() => response.socket?.resetAndDestroy())
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

interface Answer {
  readonly status: number
  readonly body: Buffer
}

async function answer(
  fault: AnswerFault | null,
  body: Buffer,
  passOn: (body: Buffer) => Promise<Answer>,
  response: ServerResponse,
): Promise<void> {
  switch (fault?.kind) {
    case 'error':
      return sendAnswer(
        response,
        fault.status,
        serviceError(fault.type, fault.message ?? 'as the test wants it', fault.reasons),
      )
    case 'foreign':
      response.writeHead(fault.status, fault.headers)
      response.end(fault.body)
      return
    case 'damaged-into-success': {
      const text = JSON.stringify({ UnprocessedItems: {} })
      return sendAnswer(response, 200, text, crc32(text) ^ 1)
    }
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'unprocessed':
      return await answerUnprocessed(fault.keep, body, passOn, response)
    case undefined:
    case 'applied-then-reset':
    case 'applied-then-silent':
    case 'applied-then-cut':
    case 'applied-then-damaged': {
      const { status, body: text } = await passOn(body)
      return sendApplied(fault?.kind ?? null, response, status, text)
    }
  }
}

function sendApplied(
  kind: 'applied-then-reset' | 'applied-then-silent' | 'applied-then-cut' | 'applied-then-damaged' | null,
  response: ServerResponse,
  status: number,
  text: Buffer,
): void {
  switch (kind) {
    case null:
      return sendAnswer(response, status, text)
    case 'applied-then-reset':
      response.socket?.resetAndDestroy()
      return
    case 'applied-then-silent':
      return
    case 'applied-then-cut':
      response.writeHead(status, { 'content-length': text.length })
      response.write(text.subarray(0, text.length - 1))
      setTimeout(() => response.destroy(), 10)
      return
    case 'applied-then-damaged':
      return sendAnswer(response, status, text, crc32(text) ^ 1)
  }
}

interface BatchRequest {
  readonly RequestItems: Readonly<Record<string, readonly unknown[]>>
}

async function answerUnprocessed(
  keep: (index: number) => boolean,
  body: Buffer,
  passOn: (body: Buffer) => Promise<Answer>,
  response: ServerResponse,
): Promise<void> {
  const request = JSON.parse(body.toString('utf8')) as BatchRequest
  const [table = '', puts = []] = Object.entries(request.RequestItems)[0] ?? []
  const kept = puts.filter((_put, index) => keep(index))
  const left = puts.filter((_put, index) => !keep(index))
  const given: Record<string, unknown> =
    kept.length === 0
      ? {}
      : (JSON.parse(
          (await passOn(Buffer.from(JSON.stringify({ ...request, RequestItems: { [table]: kept } })))).body.toString(),
        ) as Record<string, unknown>)
  sendAnswer(response, 200, JSON.stringify({ ...given, UnprocessedItems: left.length === 0 ? {} : { [table]: left } }))
}

/** Headers that belong to one connection, and the length, which may be another when the body is. */
const hopHeaders: ReadonlySet<string> = new Set(['connection', 'content-length', 'host', 'transfer-encoding'])

function ask(emulator: string, agent: Agent, headers: IncomingHttpHeaders, body: Buffer): Promise<Answer> {
  const passed = Object.fromEntries(Object.entries(headers).filter(([name]) => !hopHeaders.has(name)))
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      emulator,
      { method: 'POST', agent, headers: { ...passed, 'content-length': body.length } },
      (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 500, body: Buffer.concat(pieces) }))
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}
