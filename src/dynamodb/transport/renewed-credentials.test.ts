import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterEach, expect, test, vi } from 'vitest'
import { directIdentity } from './direct-identity.ts'

const hour = 3_600_000

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

/** Hands out keys that last an hour, in the form of each service; the session token counts them. */
async function keyGiver(): Promise<
  AsyncDisposable & { readonly url: string; readonly ends: ReadonlyMap<string, number>; away: boolean }
> {
  let given = 0
  const ends = new Map<string, number>()
  const answer = (request: IncomingMessage): string => {
    const url = request.url ?? ''
    if (url.startsWith('/latest/api/token')) return 'metadata-token'
    if (url.endsWith('/security-credentials/')) return 'role'
    given += 1
    const expiration = new Date(Date.now() + hour).toISOString()
    ends.set(`token ${given}`, Date.now() + hour)
    if (request.method === 'POST')
      return (
        '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>' +
        `<Credentials><AccessKeyId>K${given}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token ${given}</SessionToken><Expiration>${expiration}</Expiration></Credentials>` +
        '</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>'
      )
    const keys = { AccessKeyId: `K${given}`, SecretAccessKey: 's', Token: `token ${given}`, Expiration: expiration }
    return JSON.stringify({ ...keys, Code: 'Success', Type: 'AWS-HMAC' })
  }
  const giver = { url: '', ends, away: false }
  const server = createServer((request, response) => {
    if (giver.away) {
      response.writeHead(503).end()
      return
    }
    request.resume().on('end', () => {
      const xml = request.method === 'POST'
      response.writeHead(200, { 'content-type': xml ? 'text/xml' : 'application/json' }).end(answer(request))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  giver.url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return Object.assign(giver, {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  })
}

/** The SDK's own chain, with nothing configured but what is given. */
async function chainWith(folder: string, environment: Readonly<Record<string, string>>): Promise<DynamoDBClient> {
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']
  for (const name of names) vi.stubEnv(name, undefined)
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) {
    await writeFile(path.join(folder, name), '')
    vi.stubEnv(name, path.join(folder, name))
  }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  return new DynamoDBClient({ region: 'eu-west-1' })
}

test.each([
  ['a container role', (url: string) => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/container` })],
  ['an instance role', (url: string) => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url })],
  [
    'a web identity',
    (url: string, folder: string) => ({
      AWS_WEB_IDENTITY_TOKEN_FILE: path.join(folder, 'AWS_CONFIG_FILE'),
      AWS_ROLE_ARN: 'arn:aws:iam::000000000000:role/loader',
      AWS_ENDPOINT_URL_STS: url,
    }),
  ],
] as const)(
  'keys of %s are renewed for twelve hours, also where their giver is away for a while',
  async (_, environment) => {
    await using giver = await keyGiver()
    const folder = await mkdtemp(path.join(tmpdir(), 'pgfold-credentials-'))
    try {
      const client = await chainWith(folder, environment(giver.url, folder))
      vi.useFakeTimers({ toFake: ['Date'] })
      const source = directIdentity(client)
      const tokens = new Set<string>()
      for (let minutes = 0; minutes < 12 * 60; minutes += 7) {
        const token = (await source.current()).sessionToken ?? ''
        tokens.add(token)
        expect(giver.ends.get(token)).toBeGreaterThan(Date.now())
        vi.advanceTimersByTime(7 * 60_000)
        // What the SDK renews in the background is there before the next call.
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      expect(tokens.size).toBeGreaterThan(8)
      const last = (await source.current()).sessionToken ?? ''
      const end = giver.ends.get(last) ?? 0
      giver.away = true
      vi.setSystemTime(end - 4 * 60_000)
      expect((await source.current()).sessionToken).toBe(last)
      vi.setSystemTime(end + 1000)
      await expect(source.current()).rejects.toMatchObject({ fault: 'unavailable' })
      giver.away = false
      expect((await source.current()).sessionToken).not.toBe(last)
      client.destroy()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
