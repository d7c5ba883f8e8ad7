import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { connectSource } from './connect.ts'
import { fetchPassword } from './fetch-password.ts'
import { parseSourceUrl } from './source-config.ts'

const { signal } = new AbortController()

afterEach(() => void vi.unstubAllEnvs())

/** Answers GetSecretValue with what `text` is at that moment; null: there is no such secret. */
async function secretsManager(secret: {
  text: string | null
  readonly asked: string[]
}): Promise<AsyncDisposable & { readonly url: string }> {
  const server: Server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { SecretId: id } = JSON.parse(Buffer.concat(pieces).toString()) as { SecretId: string }
      secret.asked.push(id)
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      if (secret.text === null) {
        response.statusCode = 400
        response.end(JSON.stringify({ __type: 'ResourceNotFoundException', message: 'no such secret' }))
      } else response.end(JSON.stringify({ Name: id, SecretString: secret.text }))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}

function withCredentials(): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a secret of nobody')
  vi.stubEnv('AWS_REGION', 'eu-central-1')
}

describe('a password from Secrets Manager', () => {
  test('is read anew for each session, so that it may be rotated meanwhile', async () => {
    await using db = await testDatabase()
    const secret: { text: string | null; readonly asked: string[] } = { text: 'first', asked: [] }
    await using service = await secretsManager(secret)
    withCredentials()
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', service.url)
    const role = `rotated_${process.pid}`
    await db.query(`CREATE ROLE ${role} LOGIN PASSWORD 'first'`)
    const url = new URL(db.url)
    url.username = role
    url.password = 'a wrong one'
    const config = parseSourceUrl(url.href, { PGFOLD_SOURCE_AUTH: 'secrets-manager:shop/reader' })
    try {
      {
        await using client = await connectSource(config, { role: 'test', signal })
        expect(await client.rows('SELECT session_user')).toEqual([[role]])
        await db.query(`ALTER ROLE ${role} PASSWORD 'second'`)
        secret.text = JSON.stringify({ username: role, password: 'second' })
        await using after = await connectSource(config, { role: 'test', signal })
        expect(await after.rows('SELECT 1')).toEqual([['1']])
        secret.text = 'third'
        await expect(connectSource(config, { role: 'test', signal })).rejects.toMatchObject({
          code: 'SOURCE_AUTHENTICATION',
        })
      }
      expect(secret.asked).toEqual(expect.arrayContaining(['shop/reader']))
    } finally {
      await db.query(`DROP ROLE ${role}`)
    }
  })

  test.each([
    ['no such secret', null, /ResourceNotFoundException/],
    ['an empty one', '', /empty/],
    ['JSON without a password', '{"user": "x"}', /"password"/],
    ['half JSON', '{"password":', /"password"/],
  ])('that cannot be had says why, and never the secret: %s', async (_what, text, says) => {
    await using service = await secretsManager({ text, asked: [] })
    withCredentials()
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', service.url)
    const config = parseSourceUrl('postgresql://reader@localhost/shop?auth=secrets-manager:shop', {})
    const failed = fetchPassword(config, { kind: 'secrets-manager', secret: 'shop' })
    await expect(failed).rejects.toMatchObject({
      code: 'SOURCE_AUTH_FAILED',
      message: expect.stringMatching(says),
    })
  })
})

describe('a token of RDS IAM', () => {
  const host = 'shop.abc.eu-west-3.rds.amazonaws.com'

  test('is signed for host, port, user and the region of the host, and lives for 15 minutes', async () => {
    withCredentials()
    const config = parseSourceUrl(`postgresql://reader@${host}:5433/shop?auth=rds-iam`, {})
    const token = await fetchPassword(config, { kind: 'rds-iam' })
    expect(token).toMatch(new RegExp(`^${host}:5433/\\?`))
    const signed = new URL(`https://${token}`).searchParams
    expect(Object.fromEntries(signed)).toMatchObject({
      Action: 'connect',
      DBUser: 'reader',
      'X-Amz-Expires': '900',
      'X-Amz-Credential': expect.stringMatching(/^AKIAEXAMPLE\/\d{8}\/eu-west-3\/rds-db\/aws4_request$/),
    })
    expect(token).not.toContain('a secret of nobody')
  })

  test('is never sent without TLS', async () => {
    withCredentials()
    const config = parseSourceUrl(`postgresql://reader@${host}/shop?auth=rds-iam&sslmode=disable`, {})
    await expect(fetchPassword(config, { kind: 'rds-iam' })).rejects.toMatchObject({ code: 'SOURCE_AUTH_FAILED' })
  })
})

test('an unknown way is refused', () => {
  expect(() => parseSourceUrl('postgresql://localhost/shop?auth=kerberos', {})).toThrow('rds-iam')
})
