import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { amzDate, createSigner } from './create-signer.ts'

/** SHA-256 and HMAC in the shape that the AWS SDK's own signer asks for. */
class Sha256 {
  #hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac(
            'sha256',
            typeof secret === 'string'
              ? secret
              : Buffer.from(
                  secret instanceof ArrayBuffer
                    ? secret
                    : secret.buffer.slice(secret.byteOffset, secret.byteOffset + secret.byteLength),
                ),
          )
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data)
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
  reset(): void {}
}

test('gives the signature of the AWS test suite (post-vanilla)', () => {
  const sign = createSigner(
    { region: 'us-east-1', service: 'service' },
    { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  )
  const headers = [
    ['host', 'example.amazonaws.com'],
    ['x-amz-date', '20150830T123600Z'],
  ] as const
  expect(sign({ method: 'POST', path: '/', headers, body: new Uint8Array() }, '20150830T123600Z')).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  )
})

test('signs as the AWS SDK does, over days, regions, tokens and bodies', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        region: fc.constantFrom('us-east-1', 'eu-central-1', 'cn-north-1'),
        secretAccessKey: fc.string({ minLength: 1, unit: 'grapheme-ascii' }),
        sessionToken: fc.option(fc.stringMatching(/^[A-Za-z0-9+/=]{4,40}$/), { nil: undefined }),
        body: fc.string({ unit: 'grapheme' }),
        times: fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 1, maxLength: 3 }),
      }),
      async ({ region, secretAccessKey, sessionToken, body, times }) => {
        const credentials = {
          accessKeyId: 'AKIDEXAMPLE',
          secretAccessKey,
          ...(sessionToken === undefined ? {} : { sessionToken }),
        }
        const sign = createSigner({ region, service: 'dynamodb' }, credentials)
        const theirs = new SignatureV4({
          credentials,
          region,
          service: 'dynamodb',
          sha256: Sha256,
          applyChecksum: false,
        })
        for (const time of times) {
          const date = amzDate(time)
          const fields: [string, string][] = [
            ['content-type', 'application/x-amz-json-1.0'],
            ['host', 'dynamodb.example'],
            ['x-amz-date', date],
          ]
          if (sessionToken !== undefined) fields.push(['x-amz-security-token', sessionToken])
          fields.push(['x-amz-target', 'DynamoDB_20120810.Scan'])
          const signed = await theirs.sign(
            {
              method: 'POST',
              protocol: 'https:',
              hostname: 'dynamodb.example',
              path: '/',
              query: {},
              body,
              headers: Object.fromEntries(fields),
            },
            { signingDate: new Date(time) },
          )
          expect(sign({ method: 'POST', path: '/', headers: fields, body: Buffer.from(body) }, date)).toBe(
            signed.headers['authorization'],
          )
        }
      },
    ),
  )
})
