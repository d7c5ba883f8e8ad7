import { connect, createServer, type Socket } from 'node:net'

/**
 * Stands before a PostgreSQL server and passes everything on, until it holds all connections open and says nothing
 * more: a half-open network.
 */
export interface StallingProxy extends AsyncDisposable {
  /** The URL given, with the address of the proxy. */
  readonly url: string
  /** From now on nothing passes, in connections of before and of later. */
  readonly stall: () => void
  /** From now on nothing passes in the connections of before; later ones are served. */
  readonly stallOpen: () => void
}

export async function stallingProxy(target: string): Promise<StallingProxy> {
  const { hostname, port } = new URL(target)
  let stalled = false
  const sockets: Socket[] = []
  const held = new WeakSet<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.push(socket.on('error', () => undefined))
    return socket
  }
  const pass = (from: Socket, to: Socket): void => {
    from.on('data', (piece) => {
      if (!stalled && !held.has(from)) to.write(piece)
    })
    from.on('close', () => {
      if (!stalled && !held.has(from)) to.destroy()
    })
  }
  const server = createServer((client) => {
    keep(client)
    if (stalled) return
    const source = keep(connect(Number(port), hostname))
    pass(client, source)
    pass(source, client)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = new URL(target)
  url.host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return {
    url: url.href,
    stall: () => (stalled = true),
    stallOpen: () => sockets.forEach((socket) => held.add(socket)),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}
