import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, test, vi } from 'vitest'
import { directIdentity } from './direct-identity.ts'

/** A client whose provider hands out numbered keys that last `minutes`. */
function clientWith(minutes: number | null): { client: DynamoDBClient; asked: () => number } {
  let asked = 0
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    credentials: async () => {
      asked++
      return {
        accessKeyId: `KEY${asked}`,
        secretAccessKey: 's',
        sessionToken: `token${asked}`,
        ...(minutes === null ? {} : { expiration: new Date(Date.now() + minutes * 60_000) }),
      }
    },
  })
  return { client, asked: () => asked }
}

const request = {
  method: 'POST',
  path: '/',
  headers: [
    ['host', 'h'],
    ['x-amz-date', '20260101T000000Z'],
  ],
  body: new Uint8Array(),
} as const

test('keys that last are asked for once, by however many calls at the same time', async () => {
  const { client, asked } = clientWith(60)
  const source = directIdentity(client)
  const [first] = await Promise.all([source.current(), source.current(), source.current()])
  expect(first?.sessionToken).toBe('token1')
  expect(first?.sign(request, '20260101T000000Z')).toContain('Credential=KEY1/20260101/eu-west-1/dynamodb/aws4_request')
  expect(source.current()).toBe(first)
  expect(asked()).toBe(1)
})

test('keys are renewed before they expire', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const source = directIdentity(clientWith(60).client)
    const first = await source.current()
    vi.advanceTimersByTime(54 * 60_000)
    expect(await source.current()).toBe(first)
    vi.advanceTimersByTime(2 * 60_000)
    expect((await source.current()).sessionToken).not.toBe(first.sessionToken)
  } finally {
    vi.useRealTimers()
  }
})

test('keys that are short-lived from the start are not asked for with every call', async () => {
  const { client, asked } = clientWith(2)
  const source = directIdentity(client)
  await source.current()
  const before = asked()
  for (let call = 0; call < 100; call++) await source.current()
  expect(asked()).toBe(before)
})

test('keys that the service calls expired are asked for anew, and it is told whether they are others', async () => {
  const changing = directIdentity(clientWith(60).client)
  await changing.current()
  expect(await changing.renew()).toBe(true)
  expect((await changing.current()).sessionToken).toBe('token2')
  const fixed = directIdentity(
    new DynamoDBClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }),
  )
  await fixed.current()
  expect(await fixed.renew()).toBe(false)
})
