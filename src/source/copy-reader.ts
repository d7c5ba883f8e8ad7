import { to as copyTo } from 'pg-copy-streams'
import { cancelBackend } from './cancel-backend.ts'
import type { SourceClient } from './connect.ts'
import { toSourceError } from './source-error.ts'
import { TupleSplitter, type TupleHandlers } from './tuple-splitter.ts'

/** A tuple beyond this can never be an item (400 KB), whatever the mapping makes of it; it is not held in memory either. */
const largestTuple = 64 * 1024 * 1024

/** Enough for the socket to fill while a piece is being worked on; more only makes the process larger. */
const readAhead = 256 * 1024

export interface CopyHandlers extends TupleHandlers {
  /** After the tuples of every piece from the network; reading waits for the promise, and so does the server. */
  afterChunk(): void | Promise<void>
}

/**
 * Runs `COPY (sql) TO STDOUT (FORMAT binary)` and hands over its tuples. Whatever goes wrong (an abort, an error of the
 * server, a handler that throws), the session is over afterwards: dispose the client and open another.
 *
 * @returns the number of tuples and of bytes received, when the stream is complete
 */
export async function readCopyBinary(client: SourceClient, sql: string, handlers: CopyHandlers, signal: AbortSignal): Promise<{ readonly tuples: number; readonly bytes: number }> {
  signal.throwIfAborted()
  const splitter = new TupleSplitter(handlers, largestTuple)
  let bytes = 0
  let ours = false
  let cancelled: Promise<void> = Promise.resolve()
  const onAbort = (): void => {
    client.destroy()
    // The server would notice the closed socket at its next write only, which may be far off.
    cancelled = cancelBackend(client.config, client.pid).catch(() => undefined)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  client.watch.expect()
  try {
    const stream = client.driver.query(copyTo(`COPY (${sql}\n) TO STDOUT (FORMAT binary)`, { highWaterMark: readAhead }))
    for await (const piece of stream) {
      bytes += piece.length
      ours = true
      splitter.push(piece)
      const room = handlers.afterChunk()
      if (room !== undefined) {
        client.watch.settle()
        await room
        client.watch.expect()
      }
      ours = false
    }
    splitter.finish()
    return { tuples: splitter.tuples, bytes }
  } catch (error) {
    client.destroy()
    await cancelled
    if (signal.aborted) throw signal.reason
    // What a handler threw is not the source's error; it comes out as it is.
    throw ours ? error : toSourceError(client.lost.aborted ? client.lost.reason : error, client.config)
  } finally {
    client.watch.settle()
    signal.removeEventListener('abort', onAbort)
  }
}
