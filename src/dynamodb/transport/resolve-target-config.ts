import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { errorRegistry } from '../../errors/error-registry.ts'
import type { Finding } from '../../mapping/finding.ts'
import { callError } from '../call/call-error.ts'
import { CredentialsError } from '../call/credentials-error.ts'
import { judgeError } from '../call/service-error-table.ts'
import { configuredEndpoint } from './configured-endpoint.ts'
import { dynamoDbClient } from './dynamodb-client.ts'
import { isLoopback } from './is-loopback.ts'
import { localIdentity } from './local-identity.ts'
import type { TargetConfig, TransportKind } from './target-config.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What a command line or a caller may say; everything that is absent comes from the environment. */
export interface TargetOptions {
  readonly table?: string | undefined
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
  readonly transport?: TransportKind | undefined
  readonly maxSockets?: number | undefined
  readonly requestTimeoutMs?: number | undefined
}

export interface ResolvedTarget {
  readonly config: TargetConfig
  /** What the user should know about how the target was found. */
  readonly notes: readonly Finding[]
}

/**
 * Settles the target at run time: options first, then DYNAMODB_TABLE_NAME, AWS_ENDPOINT_URL_DYNAMODB and
 * AWS_ENDPOINT_URL; region and credentials by the AWS SDK's own chain. An emulator on this machine gets dummy
 * credentials when none are configured, and a note says so; no other endpoint ever does.
 *
 * Throws TARGET_TABLE_NAME_INVALID, TARGET_ENDPOINT_INVALID, TARGET_REGION_MISSING,
 *   TARGET_CREDENTIALS_MISSING
 */
export async function resolveTargetConfig(options: TargetOptions, env: Environment): Promise<ResolvedTarget> {
  const endpoint = options.endpoint ?? configuredEndpoint(env)
  const given: TargetConfig = {
    table: tableName(options.table ?? env['DYNAMODB_TABLE_NAME']),
    transport: options.transport ?? 'direct',
    ...(endpoint === undefined ? {} : { endpoint: checkedEndpoint(endpoint) }),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.maxSockets === undefined ? {} : { maxSockets: options.maxSockets }),
    ...(options.requestTimeoutMs === undefined ? {} : { requestTimeoutMs: options.requestTimeoutMs }),
  }
  const local = endpoint !== undefined && isLoopback(endpoint)
  const open =
    endpoint !== undefined && !local && new URL(endpoint).protocol === 'http:' ? [openEndpoint(endpoint)] : []
  if (local && !credentialsConfigured(env)) return withLocalIdentity(given)
  const missing = await missingIdentity(given)
  if (missing === null) return { config: given, notes: open }
  if (local) return withLocalIdentity(given)
  throw missing
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text
}

function tableName(name: string | undefined): string {
  if (
    name !== undefined &&
    (/^[a-zA-Z0-9_.-]{3,255}$/.test(name) || /^arn:[\w-]+:dynamodb:[\w-]*:\d*:table\/[a-zA-Z0-9_.-]{3,255}$/.test(name))
  )
    return name
  throw new PgfoldError('TARGET_TABLE_NAME_INVALID', {
    detail: name === undefined || name === '' ? 'no table name is given' : `"${name}"`,
    place: 'DYNAMODB_TABLE_NAME',
  })
}

function checkedEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null
  if (
    url !== null &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username === '' &&
    url.password === ''
  )
    return endpoint
  throw new PgfoldError('TARGET_ENDPOINT_INVALID', {
    // The text may hold a password where a user mixed it up with DATABASE_URL, so it is not repeated.
    detail:
      url === null
        ? 'it cannot be read as a URL'
        : `scheme ${url.protocol.slice(0, -1)}${url.username === '' ? '' : ' with a user name'}`,
    place: 'AWS_ENDPOINT_URL_DYNAMODB',
  })
}

/** Plain HTTP beyond this machine: an emulator in a container network, or a mistake. */
function openEndpoint(endpoint: string): Finding {
  return {
    severity: 'note',
    code: 'TARGET_ENDPOINT_OPEN',
    place: endpoint,
    message: `${new URL(endpoint).host} is reached by plain HTTP: items are neither encrypted nor is the endpoint verified on the way`,
    fix: errorRegistry.TARGET_ENDPOINT_OPEN.fix,
  }
}

function withLocalIdentity(config: TargetConfig): ResolvedTarget {
  return {
    config: { ...config, localIdentity: true },
    notes: [
      {
        severity: 'note',
        code: 'TARGET_LOCAL_IDENTITY',
        place: config.endpoint ?? '',
        message:
          'no AWS credentials are configured; the emulator on this machine gets the dummy key ' +
          `"${localIdentity.credentials.accessKeyId}" and region ${config.region ?? localIdentity.region}`,
        fix: 'Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION if the emulator keeps data apart by them.',
      },
    ],
  }
}

/**
 * Does anything name credentials? Asked before the SDK's chain for endpoints on this machine only, because the chain's
 * last step asks the network for an instance role and takes seconds to give up.
 */
function credentialsConfigured(env: Environment): boolean {
  const names = [
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  ]
  if (names.some((name) => filled(env[name]) !== undefined)) return true
  return existsSync(filled(env['AWS_SHARED_CREDENTIALS_FILE']) ?? path.join(homedir(), '.aws', 'credentials'))
}

async function missingIdentity(config: TargetConfig): Promise<PgfoldError | null> {
  const client = dynamoDbClient(config)
  try {
    await client.config.region()
  } catch (cause) {
    client.destroy()
    return new PgfoldError('TARGET_REGION_MISSING', { cause })
  }
  try {
    await client.config.credentials()
    return null
  } catch (cause) {
    const error = new CredentialsError(cause)
    const verdict = judgeError(error)
    return verdict === null ? new PgfoldError('TARGET_CREDENTIALS_MISSING', { cause }) : callError(verdict, error)
  } finally {
    client.destroy()
  }
}
