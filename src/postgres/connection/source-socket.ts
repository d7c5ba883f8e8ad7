import { Socket } from 'node:net'

/**
 * What the kernel has ready at once is rarely more; larger reads measured no faster (COPY over loopback, Node 24.21,
 * 2026-11-22).
 */
const readBytes = 64 * 1024

/**
 * A socket that reads into one buffer over and over. Node otherwise allocates 64 KB for each read, and a load that
 * moves hundreds of megabytes through them spends a third of its reading time collecting them.
 *
 * A `taker` is handed the buffer itself, to be done with before it returns; while there is none, `data` is emitted with
 * a copy. Under TLS the driver reads through a socket of its own above this one, and nothing here is used after the
 * handshake begins.
 */
export class SourceSocket extends Socket {
  taker: ((piece: Buffer) => void) | null = null

  constructor() {
    const onread = {
      buffer: Buffer.allocUnsafeSlow(readBytes),
      callback: (length: number, buffer: Uint8Array): boolean => {
        this.#onRead(Buffer.from(buffer.buffer, buffer.byteOffset, length))
        return true
      },
    }
    super({ onread })
  }

  #onRead(piece: Buffer): void {
    if (this.taker === null) this.emit('data', Buffer.from(piece))
    else this.taker(piece)
  }
}
