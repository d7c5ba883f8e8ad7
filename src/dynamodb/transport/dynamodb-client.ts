import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { localIdentity } from './local-identity.ts'
import { connectTimeoutMs, defaultMaxSockets, defaultRequestTimeoutMs, type TargetConfig } from './target-config.ts'

/**
 * The low-level AWS client for a target. The caller calls `destroy()`.
 *
 * `loggerMiddleware` is taken out: even with no logger it copies every input and output through a filter, which is
 * 40 % of the client's whole cost in a bulk write (36 µs of CPU an item with it, 22 without).
 *
 * `maxAttempts` is 4 for calls about the table; the data path passes 1, because the writer owns retries: the client's
 * own retry budget runs dry after about a hundred throttled calls and then fails.
 */
export function dynamoDbClient(config: TargetConfig, options: { readonly maxAttempts?: number } = {}): DynamoDBClient {
  const agent = { keepAlive: true, maxSockets: config.maxSockets ?? defaultMaxSockets }
  const client = new DynamoDBClient({
    maxAttempts: options.maxAttempts ?? 4,
    endpointDiscoveryEnabled: false,
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: config.requestTimeoutMs ?? defaultRequestTimeoutMs,
      throwOnRequestTimeout: true,
      // The writer bounds what is in flight; the handler's warning about waiting requests would go to the console.
      socketAcquisitionWarningTimeout: 2_147_483_647,
      httpAgent: agent,
      httpsAgent: agent,
    },
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    ...(config.region === undefined ? {} : { region: config.region }),
    ...(config.localIdentity === true
      ? { ...localIdentity, ...(config.region === undefined ? {} : { region: config.region }) }
      : {}),
  })
  client.middlewareStack.remove('loggerMiddleware')
  return client
}
