import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { TLSSocket, type SecureVersion } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { connectSource } from './connect.ts'
import { makeCertificate } from './make-certificate.fixture.ts'
import { parseSourceUrl } from './source-config.ts'

/**
 * Only the beginning of a PostgreSQL: it takes or refuses TLS, and hangs up after the first message that comes through
 * it, or asks for a login. SOURCE_CONNECTION_LOST therefore means that the client trusted this server and sent its
 * startup message.
 */
interface Impostor extends AsyncDisposable {
  readonly port: number
  /** Messages that came in the clear or through TLS, beyond the request for TLS. */
  readonly heard: () => number
}

interface Certificate {
  readonly file: string
  readonly key: string
  readonly cert: string
}

describe('TLS to the source', () => {
  test.each([
    [
      'verify-full trusts the given authority and the right name',
      'sslmode=verify-full',
      'localhost',
      true,
      'SOURCE_CONNECTION_LOST',
    ],
    ['require means verify-full', 'sslmode=require', 'localhost', false, 'SOURCE_TLS_UNVERIFIED'],
    ['another name', 'sslmode=verify-full', '127.0.0.1', true, 'SOURCE_TLS_UNVERIFIED'],
    ['verify-ca does not look at the name', 'sslmode=verify-ca', '127.0.0.1', true, 'SOURCE_CONNECTION_LOST'],
    ['verify-ca looks at the authority', 'sslmode=verify-ca', '127.0.0.1', false, 'SOURCE_TLS_UNVERIFIED'],
    ['no-verify takes anybody, by its name', 'sslmode=no-verify', '127.0.0.1', false, 'SOURCE_CONNECTION_LOST'],
  ])('%s', async (_, mode, host, known, code) => {
    await using folder = await temporaryFolder()
    const certificate = await selfSigned(folder.path, 'server')
    await using server = await impostor(certificate)
    expect(
      await outcome(
        `postgres://u:p@${host}:${server.port}/x?${mode}${known ? `&sslrootcert=${certificate.file}` : ''}`,
      ),
    ).toBe(code)
    expect(server.heard()).toBe(code === 'SOURCE_CONNECTION_LOST' ? 1 : 0)
  })

  test('an authority that did not sign this certificate', async () => {
    await using folder = await temporaryFolder()
    const [certificate, other] = [await selfSigned(folder.path, 'server'), await selfSigned(folder.path, 'other')]
    await using server = await impostor(certificate)
    expect(await outcome(`postgres://u@localhost:${server.port}/x?sslmode=verify-full&sslrootcert=${other.file}`)).toBe(
      'SOURCE_TLS_UNVERIFIED',
    )
  })

  test.each([
    ['lets everybody in', [0, 0, 0, 0]],
    ['asks for the password in the clear', [0, 0, 0, 3]],
    ['asks for an MD5 password', [0, 0, 0, 5, 1, 2, 3, 4]],
    ['offers SCRAM without channel binding', [0, 0, 0, 10, ...Buffer.from('SCRAM-SHA-256\0\0')]],
  ])('channel_binding=require refuses a server that %s, and tells it no password', async (_, authentication) => {
    await using folder = await temporaryFolder()
    const certificate = await selfSigned(folder.path, 'server')
    await using server = await impostor(certificate, 'TLSv1.3', authentication)
    const url = `postgres://u:p@localhost:${server.port}/x?sslmode=verify-full&sslrootcert=${certificate.file}`
    expect(await outcome(`${url}&channel_binding=require`)).toBe('SOURCE_CHANNEL_UNBOUND')
    expect(server.heard()).toBe(1)
  })

  test('a version of TLS that is broken', async () => {
    await using folder = await temporaryFolder()
    const certificate = await selfSigned(folder.path, 'server')
    await using server = await impostor(certificate, 'TLSv1.1')
    expect(
      await outcome(`postgres://u@localhost:${server.port}/x?sslmode=verify-full&sslrootcert=${certificate.file}`),
    ).toBe('SOURCE_TLS_REFUSED')
    expect(server.heard()).toBe(0)
  })
})

test('a server that declines TLS gets nothing, not even the name of the user', async () => {
  await using server = await impostor(null)
  expect(await outcome(`postgres://u:p@localhost:${server.port}/x?sslmode=verify-full`)).toBe('SOURCE_TLS_REFUSED')
  expect(await outcome(`postgres://u:p@localhost:${server.port}/x?sslmode=no-verify`)).toBe('SOURCE_TLS_REFUSED')
  expect(server.heard()).toBe(0)
})

async function outcome(url: string): Promise<string> {
  try {
    await using _client = await connectSource(parseSourceUrl(url, {}), {
      role: 'test',
      signal: new AbortController().signal,
    })
    return 'connected'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

async function impostor(
  certificate: Certificate | null,
  maxVersion: SecureVersion = 'TLSv1.3',
  authentication: readonly number[] | null = null,
): Promise<Impostor> {
  let heard = 0
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined))
    socket.once('data', (request) => {
      // SSLRequest: length 8 and the code 80877103.
      if (request.length !== 8 || request.readInt32BE(4) !== 80_877_103) heard += 1
      if (certificate === null) return void socket.write('N')
      socket.write('S')
      const secure = new TLSSocket(socket, {
        isServer: true,
        key: certificate.key,
        cert: certificate.cert,
        minVersion: 'TLSv1',
        maxVersion,
        ciphers: 'DEFAULT@SECLEVEL=0',
      })
      secure.on('error', () => undefined)
      secure.on('data', () => {
        heard += 1
        if (authentication === null) secure.destroy()
        else if (heard === 1) secure.write(answer(authentication))
      })
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    heard: () => heard,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}

/** The request for authentication, and after AuthenticationOk that the server is ready. */
function answer(authentication: readonly number[]): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(authentication.length + 4)
  const request = Buffer.concat([Buffer.from('R'), length, Buffer.from(authentication)])
  return authentication[3] === 0 ? Buffer.concat([request, Buffer.from('Z\0\0\0\u0005I')]) : request
}

async function selfSigned(folder: string, name: string): Promise<Certificate> {
  const file = path.join(folder, `${name}.crt`)
  const { key, cert } = makeCertificate({ name, names: ['localhost'], authority: true })
  await writeFile(file, cert)
  return { file, key, cert }
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pgfold-tls-'))
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}
