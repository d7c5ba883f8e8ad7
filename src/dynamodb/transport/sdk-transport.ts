import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { dynamoDbClient } from './dynamodb-client.ts'
import { readServiceError } from '../call/read-service-error.ts'
import { checkResponseChecksum } from './response-checksum.ts'
import { CredentialsError, isCredentialsError } from '../call/credentials-error.ts'
import { judgeError } from '../call/service-error-table.ts'
import { ServiceError, TransportError, type Operation, type Transport } from './transport.ts'
import type { TargetConfig } from './target-config.ts'

/**
 * The conservative way to DynamoDB: the AWS client signs and sends; only its serialiser and deserialiser are replaced,
 * so that ready bytes go out and raw bytes come back.
 */
export async function sdkTransport(config: TargetConfig): Promise<Transport> {
  const client = dynamoDbClient(config, { maxAttempts: 1 })
  // Bodies travel beside the command, whose typed input stays empty; keyed by that input object.
  const bodies = new WeakMap<object, Uint8Array>()
  const answers = new WeakMap<object, Uint8Array>()
  replaceSerialisers(client, bodies, answers)

  async function send(operation: Operation, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const command = emptyCommand(operation)
    bodies.set(command.input, body)
    try {
      const output = await sendCommand(client, command, signal)
      const answer = answers.get(output)
      if (answer === undefined) throw new TransportError('the AWS client gave no answer')
      return answer
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (error instanceof ServiceError || error instanceof TransportError) throw error
      // Our own deserialiser reads the answers of DynamoDB: an error with an answer is of STS or SSO.
      const ofCredentials = isCredentialsError(error) || (error instanceof Error && '$fault' in error)
      throw ofCredentials ? new CredentialsError(error) : new TransportError(messageOf(error), { cause: error })
    }
  }

  return {
    kind: 'sdk',
    async call(operation, body, signal) {
      signal.throwIfAborted()
      try {
        return await send(operation, body, signal)
      } catch (error) {
        const verdict = judgeError(error)
        // The AWS client has taken the service's time from the refused answer; new keys must be asked for.
        if (verdict?.skew !== true && !(verdict?.refresh === true && (await renewed(client)))) throw error
        return send(operation, body, signal)
      }
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
    },
  }
}

type DataCommand = ReturnType<typeof emptyCommand>

function emptyCommand(operation: Operation) {
  switch (operation) {
    case 'BatchWriteItem':
      return new BatchWriteItemCommand({ RequestItems: {} })
    case 'BatchGetItem':
      return new BatchGetItemCommand({ RequestItems: {} })
    case 'PutItem':
      return new PutItemCommand({ TableName: '', Item: {} })
    case 'DeleteItem':
      return new DeleteItemCommand({ TableName: '', Key: {} })
    case 'Scan':
      return new ScanCommand({ TableName: '' })
    case 'Query':
      return new QueryCommand({ TableName: '' })
  }
}

/** The client's `send` is typed per command, which a union does not fit. */
function sendCommand(client: DynamoDBClient, command: DataCommand, abortSignal: AbortSignal): Promise<object> {
  if (command instanceof BatchWriteItemCommand) return client.send(command, { abortSignal })
  if (command instanceof BatchGetItemCommand) return client.send(command, { abortSignal })
  if (command instanceof PutItemCommand) return client.send(command, { abortSignal })
  if (command instanceof DeleteItemCommand) return client.send(command, { abortSignal })
  if (command instanceof ScanCommand) return client.send(command, { abortSignal })
  return client.send(command, { abortSignal })
}

function replaceSerialisers(
  client: DynamoDBClient,
  bodies: WeakMap<object, Uint8Array>,
  answers: WeakMap<object, Uint8Array>,
): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const url: URL | undefined = context['endpointV2']?.url
      if (url === undefined) throw new TransportError('the AWS client resolved no endpoint')
      return next({
        ...args,
        request: {
          method: 'POST',
          protocol: url.protocol,
          hostname: url.hostname,
          ...(url.port === '' ? {} : { port: Number(url.port) }),
          path: url.pathname,
          query: {},
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': `DynamoDB_20120810.${String(context['commandName']).replace(/Command$/, '')}`,
          },
          body: bodies.get(args.input),
        },
      })
    },
    { step: 'serialize', name: 'serializerMiddleware', override: true },
  )
  client.middlewareStack.add(
    (next) => async (args) => {
      const { response } = await next(args)
      const { status, headers, body } = await readResponse(response)
      if (status !== 200) {
        // Where the client's own clock correction looks for the service's time.
        throw Object.defineProperty(readServiceError(status, body), '$response', { value: response })
      }
      checkResponseChecksum(body, headers['x-amz-crc32'])
      const output = { $metadata: {} }
      answers.set(output, body)
      return { response, output }
    },
    { step: 'deserialize', name: 'deserializerMiddleware', override: true },
  )
}

async function readResponse(
  response: unknown,
): Promise<{ status: number; headers: Record<string, string>; body: Uint8Array }> {
  if (!isHttpResponse(response)) throw new TransportError('the AWS client gave something that is not an HTTP response')
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body) chunks.push(chunk)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }
}

interface HttpResponseLike {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: AsyncIterable<Uint8Array>
}

function isHttpResponse(value: unknown): value is HttpResponseLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'statusCode' in value &&
    'headers' in value &&
    'body' in value &&
    typeof value.body === 'object' &&
    value.body !== null &&
    Symbol.asyncIterator in value.body
  )
}

async function renewed(client: DynamoDBClient): Promise<boolean> {
  const before = await client.config.credentials()
  const now = await client.config.credentials({ forceRefresh: true })
  return before.accessKeyId !== now.accessKeyId || before.sessionToken !== now.sessionToken
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown failure of the AWS client'
}
