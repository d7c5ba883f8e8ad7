import { expect, test } from 'vitest'
import type { CallRetry } from '../call/call-with-retry.ts'
import { getItems } from './get-items.ts'
import { isRecord } from '../is-record.ts'
import type { Transport } from '../transport/transport.ts'

/** Answers one key a call, as an item with so many characters, and leaves the others. */
function oneKeyACall(characters: number): Transport {
  return {
    kind: 'direct',
    call(_operation, body) {
      const request: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
      const tables: unknown = isRecord(request) ? request['RequestItems'] : null
      const table: unknown = isRecord(tables) ? tables['t'] : null
      const keys: unknown = isRecord(table) ? table['Keys'] : null
      if (!Array.isArray(keys)) throw new Error('no keys')
      const [first, ...left] = keys as readonly object[]
      return Promise.resolve(
        Buffer.from(
          JSON.stringify({
            Responses: { t: [{ ...first, text: { S: 'x'.repeat(characters) } }] },
            UnprocessedKeys: left.length === 0 ? {} : { t: { Keys: left } },
          }),
        ),
      )
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

const keys = ['a', 'b', 'c'].map((pk) => ({ pk: { S: pk } }))
const never = new AbortController().signal

test('keys left by a small answer were throttled, and are told', async () => {
  const retries: CallRetry[] = []
  expect(await getItems(oneKeyACall(10), 't', keys, never, (retry) => retries.push(retry))).toHaveLength(3)
  expect(retries.map(({ verdict }) => verdict.throttle)).toEqual([true, true])
})

test('keys left by an answer of 16 MB are the rest of it', async () => {
  const retries: CallRetry[] = []
  expect(
    await getItems(oneKeyACall(16 * 1024 * 1024), 't', keys.slice(0, 2), never, (retry) => retries.push(retry)),
  ).toHaveLength(2)
  expect(retries).toEqual([])
})
