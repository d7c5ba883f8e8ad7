import { z } from 'zod'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { PasswordSource } from './password-source.ts'
import { describeSource, type SourceConfig } from './source-config.ts'

type Fetched = Exclude<PasswordSource, { kind: 'given' }>

/**
 * The password of a session that is about to log in, from AWS; credentials and region are found as the AWS SDK finds
 * them. The packages are optional peers, loaded here alone.
 *
 * Throws SOURCE_AUTH_PACKAGE where the package is not installed, SOURCE_AUTH_FAILED with what the service says.
 */
export async function fetchPassword(config: SourceConfig, source: Fetched): Promise<string> {
  try {
    return source.kind === 'rds-iam' ? await iamToken(config) : await secretPassword(source.secret)
  } catch (cause) {
    if (cause instanceof PgfoldError) throw cause
    throw new PgfoldError('SOURCE_AUTH_FAILED', {
      // Neither service quotes a secret, but its message may quote what was asked for.
      detail: `${describeSource(config)}, ${source.kind}: ${cause instanceof Error ? cause.name : typeof cause}`,
      cause,
    })
  }
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html */
async function iamToken({ host, port, user, tls }: SourceConfig): Promise<string> {
  // RDS asks for the token in the clear, within TLS.
  if (tls.mode === 'off')
    throw new PgfoldError('SOURCE_AUTH_FAILED', {
      detail: 'rds-iam needs TLS, and it is switched off',
      fix: 'Remove sslmode=disable from the source URL.',
    })
  const { Signer } = await optional('@aws-sdk/rds-signer', () => import('@aws-sdk/rds-signer'))
  const region = /\.([a-z]{2}(?:-[a-z]+)+-\d+)\.rds\.amazonaws\.com(?:\.cn)?$/.exec(host)?.[1]
  return await new Signer({
    hostname: host,
    port,
    username: user,
    ...(region === undefined ? {} : { region }),
  }).getAuthToken()
}

/** As RDS writes its secrets: `{"username": …, "password": …}`. Plain text is the password itself. */
const rdsSecret = z.object({ password: z.string().min(1) })

async function secretPassword(secret: string): Promise<string> {
  const { GetSecretValueCommand, SecretsManagerClient } = await optional(
    '@aws-sdk/client-secrets-manager',
    () => import('@aws-sdk/client-secrets-manager'),
  )
  const region = /^arn:[^:]+:secretsmanager:([^:]+):/.exec(secret)?.[1]
  const client = new SecretsManagerClient(region === undefined ? {} : { region })
  try {
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: secret }))
    if (text === undefined || text === '')
      throw new PgfoldError('SOURCE_AUTH_FAILED', { detail: 'the secret has no text, or an empty one' })
    if (!text.trimStart().startsWith('{')) return text
    const parsed = rdsSecret.safeParse(jsonOrNull(text))
    if (parsed.success) return parsed.data.password
    throw new PgfoldError('SOURCE_AUTH_FAILED', { detail: 'the secret is JSON without a text under "password"' })
  } finally {
    client.destroy()
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function optional<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    throw new PgfoldError('SOURCE_AUTH_PACKAGE', {
      detail: name,
      fix: `Install it beside pgfold: npm install ${name}`,
      cause,
    })
  }
}
