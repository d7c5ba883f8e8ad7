import type { Duplex } from 'node:stream'
import type pg from 'pg'
import { SourceSocket } from '../connection/source-socket.ts'

export interface CopyOutHandlers {
  /** Bytes of the COPY stream, `piece[start…end)`, valid only during the call; may end anywhere within a row. */
  onData(piece: Buffer, start: number, end: number): void
  /** After every piece from the network; the socket is held back until the promise resolves. */
  afterPiece(): void | Promise<void>
}

/** Message types of the protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const copyData = 0x64
const copyDone = 0x63
/**
 * ParseComplete, BindComplete, CopyOutResponse, NoticeResponse, ParameterStatus, NotificationResponse: nothing in them
 * is for us.
 */
const passedOver: ReadonlySet<number> = new Set([0x31, 0x32, 0x48, 0x4e, 0x53, 0x41])
const headerBytes = 5

/**
 * Runs a `COPY … TO STDOUT` and hands its bytes over where they lie in the socket's pieces: no copy, no object for each
 * row (the server sends a message for each). Resolves when the server is ready again; rejects with what the driver, the
 * server or a handler says, after which the session is of no more use.
 *
 * It stands in for the driver's own reader of messages while data flow, and gives everything else back to it.
 */
export function copyOut(driver: pg.Client, sql: string, handlers: CopyOutHandlers): Promise<void> {
  return new Promise((resolve, reject) => {
    driver.query(new CopyOut(sql, handlers, resolve, reject))
  })
}

type DataListener = (piece: Buffer) => void

/** What the driver calls on an active query. */
class CopyOut implements pg.Submittable {
  readonly #sql: string
  readonly #handlers: CopyOutHandlers
  readonly #resolve: () => void
  readonly #reject: (error: unknown) => void
  #stream: Duplex | null = null
  #giveBack: (rest: Buffer) => void = () => undefined
  /** The header of a message, as far as it has come. */
  readonly #header = Buffer.alloc(headerBytes)
  #headerLength = 0
  /** Bytes of the present message's body that have not come yet, and whether they are data. */
  #left = 0
  #isData = false

  constructor(sql: string, handlers: CopyOutHandlers, resolve: () => void, reject: (error: unknown) => void) {
    this.#sql = sql
    this.#handlers = handlers
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: pg.Connection): void {
    const { stream } = connection
    this.#stream = stream
    const listeners = stream.listeners('data') as DataListener[]
    for (const listener of listeners) stream.removeListener('data', listener)
    const direct = stream instanceof SourceSocket
    if (direct) stream.taker = this.#onPiece
    else stream.on('data', this.#onPiece)
    this.#giveBack = (rest) => {
      if (direct) stream.taker = null
      else stream.removeListener('data', this.#onPiece)
      for (const listener of listeners) stream.on('data', listener)
      if (rest.length > 0) stream.emit('data', rest)
    }
    this.#execute(connection)
  }

  /**
   * By the extended protocol, in which the server takes one statement and refuses a text that holds several. The four
   * messages go out as one piece.
   */
  #execute(connection: pg.Connection): void {
    connection.stream.cork()
    try {
      connection.parse({ name: '', text: this.#sql, types: [] }, true)
      connection.bind({}, true)
      connection.execute(null, true)
      connection.sync()
    } finally {
      connection.stream.uncork()
    }
  }

  handleError(error: unknown): void {
    this.#reject(error)
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#resolve()
  }

  readonly #onPiece = (piece: Buffer): void => {
    try {
      if (this.#read(piece)) return
      const room = this.#handlers.afterPiece()
      if (room !== undefined) this.#hold(room)
    } catch (error) {
      // What still comes is of no use, and the caller ends the session.
      this.#stream?.pause()
      this.#reject(error)
    }
  }

  #hold(room: Promise<void>): void {
    this.#stream?.pause()
    room.then(() => this.#stream?.resume(), this.#reject)
  }

  /** True when the data have ended and the driver has its socket back. */
  #read(piece: Buffer): boolean {
    let at = 0
    const { length } = piece
    while (at < length) {
      if (this.#left > 0) {
        const end = Math.min(length, at + this.#left)
        this.#left -= end - at
        if (this.#isData) this.#handlers.onData(piece, at, end)
        at = end
        continue
      }
      at = this.#readHeader(piece, at)
      if (this.#headerLength < headerBytes) return false
      const type = this.#header[0] as number
      const body = this.#header.readInt32BE(1) - 4
      if (type === copyData || passedOver.has(type)) {
        this.#headerLength = 0
        this.#left = body
        this.#isData = type === copyData
        continue
      }
      // A copy: the driver keeps what it cannot parse yet. Of this message it has seen nothing.
      this.#giveBack(Buffer.concat(type === copyDone ? [piece.subarray(at)] : [this.#header, piece.subarray(at)]))
      return true
    }
    return false
  }

  #readHeader(piece: Buffer, from: number): number {
    let at = from
    while (this.#headerLength < headerBytes && at < piece.length)
      this.#header[this.#headerLength++] = piece[at++] as number
    return at
  }
}
