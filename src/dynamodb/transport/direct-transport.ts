import { Pool, type Dispatcher } from 'undici'
import { directIdentity } from './direct-identity.ts'
import { dynamoDbClient } from './dynamodb-client.ts'
import { onAbort } from '../call/on-abort.ts'
import { readServiceError } from '../call/read-service-error.ts'
import { checkResponseChecksum } from './response-checksum.ts'
import { sdkEndpoint } from './sdk-endpoint.ts'
import { judgeError } from '../call/service-error-table.ts'
import { amzDate } from './create-signer.ts'
import { connectTimeoutMs, defaultMaxSockets, defaultRequestTimeoutMs, type TargetConfig } from './target-config.ts'
import { TransportError, type Operation, type Transport } from './transport.ts'

interface Answer {
  readonly status: number
  readonly date: string | undefined
  readonly body: Uint8Array
}

/**
 * The lean way to DynamoDB: ready bytes, signed here, sent over kept-alive connections. Endpoint, region and
 * credentials are the AWS SDK's own. A call whose clock or keys were refused is made once more with the service's time
 * or new keys; every other failure is the caller's.
 */
export async function directTransport(config: TargetConfig): Promise<Transport> {
  const client = dynamoDbClient(config)
  const identitySource = directIdentity(client)
  const address = config.endpoint === undefined ? await sdkEndpoint(client) : new URL(config.endpoint)
  const path = address.pathname === '' ? '/' : address.pathname
  const timeout = config.requestTimeoutMs ?? defaultRequestTimeoutMs
  const pool = new Pool(address.origin, {
    connections: config.maxSockets ?? defaultMaxSockets,
    pipelining: 1,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: timeout,
    bodyTimeout: timeout,
  })
  /** Milliseconds to add to this machine's clock. */
  let clockOffset = 0
  let dateSecond = 0
  let dateText = ''
  /** Headers change with the second only. */
  const heads = new Map<Operation, RequestHead>()

  function currentDate(): string {
    const now = Date.now() + clockOffset
    const second = Math.floor(now / 1000)
    if (second !== dateSecond) {
      dateSecond = second
      dateText = amzDate(now)
    }
    return dateText
  }

  async function send(operation: Operation, body: Uint8Array, signal: AbortSignal): Promise<Answer> {
    const pending = identitySource.current()
    const identity = pending instanceof Promise ? await pending : pending
    const date = currentDate()
    let head = heads.get(operation)
    if (head === undefined || head.date !== date || head.sessionToken !== identity.sessionToken) {
      head = requestHead(operation, address.host, date, identity.sessionToken)
      heads.set(operation, head)
    }
    const authorization = identity.sign({ method: 'POST', path, headers: head.headers, body }, date)
    return exchange(pool, path, ['authorization', authorization, ...head.flat], body, signal)
  }

  async function call(operation: Operation, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const answer = await send(operation, body, signal)
    if (answer.status === 200) return answer.body
    const error = readServiceError(answer.status, answer.body)
    const verdict = judgeError(error)
    if (verdict?.skew === true && answer.date !== undefined && Number.isFinite(Date.parse(answer.date)))
      clockOffset = Date.parse(answer.date) - Date.now()
    else if (verdict?.refresh !== true || !(await identitySource.renew())) throw error
    const second = await send(operation, body, signal)
    if (second.status === 200) return second.body
    throw readServiceError(second.status, second.body)
  }

  return {
    kind: 'direct',
    call,
    async [Symbol.asyncDispose]() {
      client.destroy()
      await pool.destroy()
    },
  }
}

interface RequestHead {
  readonly date: string
  readonly sessionToken: string | undefined
  /** The signed headers, in order. */
  readonly headers: readonly (readonly [string, string])[]
  /** Every header but the signature, names and values by turns. */
  readonly flat: readonly string[]
}

function requestHead(operation: Operation, host: string, date: string, sessionToken: string | undefined): RequestHead {
  const headers: readonly (readonly [string, string])[] = [
    ['content-type', 'application/x-amz-json-1.0'],
    ['host', host],
    ['x-amz-date', date],
    ...(sessionToken === undefined ? [] : [['x-amz-security-token', sessionToken] as const]),
    ['x-amz-target', `DynamoDB_20120810.${operation}`],
  ]
  return { date, sessionToken, headers, flat: ['user-agent', 'pgfold', ...headers.flat()] }
}

/**
 * One request and its whole answer, by undici's lowest call: its promise interface makes a stream for every answer,
 * which costs as much as signing the request.
 */
function exchange(pool: Pool, path: string, headers: string[], body: Uint8Array, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortReason(signal))
      return
    }
    const chunks: Buffer[] = []
    let status = 0
    let date: string | undefined
    let checksum: string | undefined
    let controller: Dispatcher.DispatchController | null = null
    const ended = onAbort(signal, () => {
      const reason = abortReason(signal)
      controller?.abort(reason)
      // A request that still waits for a connection has no controller yet; its answer is then thrown away.
      reject(reason)
    })
    pool.dispatch(
      { path, method: 'POST', headers, body },
      {
        onRequestStart(given) {
          controller = given
          if (signal.aborted) given.abort(abortReason(signal))
        },
        onResponseStart(_controller, statusCode, fields) {
          status = statusCode
          date = single(fields['date'])
          checksum = single(fields['x-amz-crc32'])
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk)
        },
        onResponseEnd() {
          ended()
          const [first, ...more] = chunks
          const whole = more.length === 0 ? (first ?? Buffer.alloc(0)) : Buffer.concat(chunks)
          try {
            checkResponseChecksum(whole, checksum)
            resolve({ status, date, body: whole })
          } catch (error) {
            reject(error)
          }
        },
        onResponseError(_controller, error) {
          ended()
          reject(signal.aborted ? abortReason(signal) : new TransportError(error.message, { cause: error }))
        },
      },
    )
  })
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0]
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('The operation was aborted', 'AbortError')
}
