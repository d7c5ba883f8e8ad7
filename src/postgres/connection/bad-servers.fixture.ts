import { createServer, type AddressInfo, type Socket } from 'node:net'
import { TLSSocket, type TLSSocketOptions } from 'node:tls'

/** A server that a client meets at a port of this machine. */
export interface FakeServer extends AsyncDisposable {
  readonly port: number
  /** Everything that was heard in the clear, and everything that came out of TLS. */
  readonly heard: { readonly clear: () => Buffer; readonly secure: () => Buffer }
}

/** What a server does with a connection after the client's first bytes. `answer` begins TLS; `secure` hears through it. */
export type Behaviour = (socket: Socket, first: Buffer, secure: (options: TLSSocketOptions) => TLSSocket) => void

export async function fakeServer(behave: Behaviour): Promise<FakeServer> {
  const clear: Buffer[] = []
  const secured: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', (first) => {
      clear.push(first)
      behave(socket, first, (options) => {
        const secure = new TLSSocket(socket, { isServer: true, ...options })
        secure.on('error', () => undefined)
        secure.on('data', (piece) => secured.push(piece))
        return secure
      })
      if (socket.listenerCount('data') === 0) socket.on('data', (piece) => clear.push(piece))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    heard: { clear: () => Buffer.concat(clear), secure: () => Buffer.concat(secured) },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}

/** Takes TLS with these options, lets the role in after a password in the clear, and answers that it is ready. */
export function loginThrough(options: TLSSocketOptions): Behaviour {
  return (socket, _first, secure) => {
    socket.write('S')
    const tls = secure({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0', ...options })
    let asked = false
    tls.on('data', () => {
      if (asked) return void tls.destroy()
      asked = true
      tls.write(cleartextPassword)
    })
  }
}

/** AuthenticationCleartextPassword. */
export const cleartextPassword = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3])

/** ErrorResponse with a text of the server's own, in the clear. */
export function errorResponse(text: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C28000\0M${text}\0\0`)
  const length = Buffer.alloc(4)
  length.writeInt32BE(fields.length + 4)
  return Buffer.concat([Buffer.from('E'), length, fields])
}
