import { ListTablesCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PgfoldError } from '../../errors/pgfold-error.ts'

/**
 * The address to which the AWS SDK would send a call: with its rules for partitions, FIPS, dual-stack, account-based
 * endpoints and the profile's own settings. The SDK builds a request, which is taken from it before it is signed or
 * sent.
 */
export async function sdkEndpoint(client: DynamoDBClient): Promise<URL> {
  const command = new ListTablesCommand({})
  let address: URL | null = null
  command.middlewareStack.add(
    () => async (args) => {
      address = addressOf(args.request)
      return { response: {}, output: { $metadata: {} } }
    },
    { step: 'build', priority: 'low', name: 'takeAddress' },
  )
  await client.send(command)
  if (address === null) throw new PgfoldError('TARGET_ENDPOINT_INVALID', { detail: 'the AWS SDK names no address' })
  return address
}

function addressOf(request: unknown): URL | null {
  if (typeof request !== 'object' || request === null) return null
  const { protocol, hostname, port, path } = {
    protocol: 'https:',
    hostname: '',
    port: undefined,
    path: '/',
    ...request,
  }
  return hostname === ''
    ? null
    : new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${String(port)}`}${path}`)
}
