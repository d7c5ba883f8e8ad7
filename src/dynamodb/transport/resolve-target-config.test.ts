import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { dynamoDbClient } from './dynamodb-client.ts'
import { resolveTargetConfig } from './resolve-target-config.ts'
import { sdkEndpoint } from './sdk-endpoint.ts'

/** The SDK reads process.env itself, so the test sets it: no profile, no instance role, nothing of this machine. */
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials')
})
afterEach(() => vi.unstubAllEnvs())

const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-central-1' }
function environment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  return process.env
}

describe('the target', () => {
  test('beyond this machine is said to be open where it is plain HTTP', async () => {
    const notesOf = async (endpoint: string): Promise<readonly string[]> =>
      (
        await resolveTargetConfig(
          {},
          environment({ ...keys, DYNAMODB_TABLE_NAME: 'abc', AWS_ENDPOINT_URL_DYNAMODB: endpoint }),
        )
      ).notes.map(({ code }) => code)
    expect(await notesOf('http://dynamodb.internal:8000')).toEqual(['TARGET_ENDPOINT_OPEN'])
    expect(await notesOf('http://127.0.0.1.example.com')).toEqual(['TARGET_ENDPOINT_OPEN'])
    for (const endpoint of ['https://dynamodb.internal', 'http://localhost:8000', 'http://[::1]:8000'])
      expect(await notesOf(endpoint)).toEqual([])
  })

  test("is found in the guide's environment variables, the endpoint exactly as given", async () => {
    const { config, notes } = await resolveTargetConfig(
      {},
      environment({
        ...keys,
        DYNAMODB_TABLE_NAME: 'ratel-local',
        AWS_ENDPOINT_URL: 'http://other',
        AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000',
      }),
    )
    expect(config).toEqual({ table: 'ratel-local', endpoint: 'http://localhost:8000', transport: 'direct' })
    expect(notes).toEqual([])
  })

  test('takes AWS_ENDPOINT_URL when the closer one is unset or empty, and none when told to ignore them', async () => {
    const variables = {
      ...keys,
      DYNAMODB_TABLE_NAME: 'abc',
      AWS_ENDPOINT_URL_DYNAMODB: '',
      AWS_ENDPOINT_URL: 'http://general:4566',
    }
    expect((await resolveTargetConfig({}, environment(variables))).config.endpoint).toBe('http://general:4566')
    expect(
      (await resolveTargetConfig({}, environment({ ...variables, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }))).config
        .endpoint,
    ).toBeUndefined()
  })

  test('gets dummy credentials for an emulator on this machine only, and says so', async () => {
    for (const endpoint of ['http://localhost:8000', 'http://127.0.0.1:8000', 'http://[::1]:8000']) {
      const { config, notes } = await resolveTargetConfig({ table: 'abc', endpoint }, environment({}))
      expect(config.localIdentity).toBe(true)
      expect(notes).toMatchObject([{ severity: 'note', code: 'TARGET_LOCAL_IDENTITY' }])
    }
    await expect(
      resolveTargetConfig({ table: 'abc', endpoint: 'http://dynamodb:8000', region: 'eu-west-1' }, environment({})),
    ).rejects.toMatchObject({ code: 'TARGET_CREDENTIALS_MISSING' })
    await expect(
      resolveTargetConfig({ table: 'abc' }, environment({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' })),
    ).rejects.toMatchObject({ code: 'TARGET_REGION_MISSING' })
  })

  test('refuses a name that is none and an endpoint that is none, without repeating a password', async () => {
    await expect(resolveTargetConfig({}, environment(keys))).rejects.toMatchObject({
      code: 'TARGET_TABLE_NAME_INVALID',
    })
    await expect(resolveTargetConfig({ table: 'a/b' }, environment(keys))).rejects.toMatchObject({
      code: 'TARGET_TABLE_NAME_INVALID',
    })
    await expect(
      resolveTargetConfig({ table: 'abc', endpoint: 'localhost:8000' }, environment(keys)),
    ).rejects.toMatchObject({ code: 'TARGET_ENDPOINT_INVALID' })
    const error = await resolveTargetConfig(
      { table: 'abc', endpoint: 'postgresql://user:hunter2@host/db' },
      environment(keys),
    ).catch((reason: unknown) => reason)
    expect(String(error)).not.toContain('hunter2')
  })

  test('without an endpoint is where the AWS SDK would go', async () => {
    environment(keys)
    const client = dynamoDbClient({ table: 'abc', transport: 'direct' })
    expect((await sdkEndpoint(client)).href).toBe('https://dynamodb.eu-central-1.amazonaws.com/')
    client.destroy()
  })

  test('has a client without the step that copies every input', () => {
    const client = dynamoDbClient({ table: 'abc', transport: 'direct', localIdentity: true })
    expect(client.middlewareStack.identify().join()).not.toContain('loggerMiddleware')
    client.destroy()
  })
})
