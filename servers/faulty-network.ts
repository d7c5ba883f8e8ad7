import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Which connections a fault befalls: those that send this text first. PostgreSQL's first message names the
 * application (`pgfold reader`), an HTTP request its operation. Absent: all.
 */
export interface Befalls {
  readonly saying?: string | undefined
}

/**
 * Stands before a server that speaks TCP, and passes everything on until it is told to do worse. What is set holds for
 * the connections that are open and for those to come.
 */
export interface FaultyNetwork extends AsyncDisposable {
  /** The URL given, with the address of this network in place of the server's. */
  at(url: string): string
  /** Milliseconds that each piece (64 KB at most) is held, in either direction. */
  delayMs: number
  /** Milliseconds until the end of one side is told to the other. */
  closeDelayMs: number
  /** Half-open: nothing passes any more, and no connection is closed. */
  stall(which?: Befalls): void
  /** Lets pass what came since `stall`. */
  flow(): void
  /** Ends open connections with a RST to both sides; says how many there were. */
  reset(which?: Befalls): number
  /** Each of the next `connections` is reset after so many bytes of the server. */
  cutAfter(bytes: number, connections: number, which?: Befalls): void
  /** Resets what is open and lets nobody in until `lightUp`. */
  blackout(): void
  lightUp(): void
  /** Connections that were reset, cut or turned away. */
  readonly broken: number
}

interface Cut {
  readonly bytes: number
  readonly saying: string
  connections: number
}

export async function faultyNetwork(server: string): Promise<FaultyNetwork> {
  const { hostname, port } = new URL(server)
  const network = new Network()
  const listener = createServer({ allowHalfOpen: true }, (client) => network.accept(client, hostname, Number(port)))
  await new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve))
  return Object.assign(network, { at: (url: string) => moved(url, listener), ...ending(network, listener) })
}

function ending(network: Network, listener: Server): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      network.flow()
      network.reset()
      await new Promise<void>((resolve) => void listener.close(() => resolve()))
    },
  }
}

function moved(url: string, listener: Server): string {
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('the network has no port')
  const at = new URL(url)
  at.host = `127.0.0.1:${address.port}`
  // The URL of an HTTP server is given without the slash that URL puts at its end.
  return url.endsWith('/') ? at.href : at.href.replace(/\/$/u, '')
}

class Network {
  delayMs = 0
  closeDelayMs = 0
  broken = 0
  readonly #open = new Set<Connection>()
  readonly #cuts: Cut[] = []
  /** The text of the connections that are stalled; null: none. */
  #stalled: string | null = null
  #flowing = Promise.withResolvers<void>()
  #dark = false

  accept(client: Socket, host: string, port: number): void {
    client.on('error', () => undefined)
    if (this.#dark) {
      this.broken += 1
      client.resetAndDestroy()
      return
    }
    const server = connect({ host, port, allowHalfOpen: true }).on('error', () => undefined)
    const connection = new Connection(client, server)
    this.#open.add(connection)
    void this.#carry(connection).finally(() => this.#open.delete(connection))
  }

  stall({ saying = '' }: Befalls = {}): void {
    this.#stalled = saying
  }

  flow(): void {
    this.#stalled = null
    this.#flowing.resolve()
    this.#flowing = Promise.withResolvers()
  }

  reset({ saying = '' }: Befalls = {}): number {
    const befallen = [...this.#open].filter((connection) => connection.said.includes(saying))
    for (const connection of befallen) connection.reset()
    this.broken += befallen.length
    return befallen.length
  }

  cutAfter(bytes: number, connections: number, { saying = '' }: Befalls = {}): void {
    this.#cuts.push({ bytes, connections, saying })
  }

  blackout(): void {
    this.#dark = true
    this.reset()
  }

  lightUp(): void {
    this.#dark = false
  }

  async #carry(connection: Connection): Promise<void> {
    const { client, server } = connection
    await Promise.all([this.#pass(client, server, connection), this.#pass(server, client, connection)])
  }

  async #pass(from: Socket, to: Socket, connection: Connection): Promise<void> {
    const fromServer = from === connection.server
    try {
      for await (const piece of from) {
        if (!Buffer.isBuffer(piece)) throw new Error('a socket gives bytes')
        if (!fromServer && connection.said === '') {
          connection.said = piece.toString('latin1')
          connection.allowance = this.#allowance(connection.said)
        }
        if (this.delayMs > 0) await sleep(this.delayMs)
        while (this.#stalled !== null && connection.said.includes(this.#stalled)) await this.#flowing.promise
        if (fromServer) connection.allowance -= piece.length
        if (connection.allowance < 0) {
          to.write(piece.subarray(0, connection.allowance))
          this.broken += 1
          return connection.reset()
        }
        if (!to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')])
      }
      if (this.closeDelayMs > 0) await sleep(this.closeDelayMs)
      to.end()
    } catch {
      // One side was reset: so is the other.
      connection.reset()
    }
  }

  #allowance(said: string): number {
    const cut = this.#cuts.find((candidate) => candidate.connections > 0 && said.includes(candidate.saying))
    if (cut === undefined) return Infinity
    cut.connections -= 1
    return cut.bytes
  }
}

class Connection {
  readonly client: Socket
  readonly server: Socket
  /** The first piece of the client. */
  said = ''
  /** Bytes of the server that still pass. */
  allowance = Infinity

  constructor(client: Socket, server: Socket) {
    this.client = client
    this.server = server
  }

  reset(): void {
    this.client.resetAndDestroy()
    this.server.resetAndDestroy()
  }
}
