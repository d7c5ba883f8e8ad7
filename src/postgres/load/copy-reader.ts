import { cancelBackend } from '../connection/cancel-backend.ts'
import type { SourceClient } from '../connection/connect.ts'
import { copyOut } from './copy-out.ts'
import { toSourceError } from '../connection/source-error.ts'
import { TupleSplitter, type TupleHandlers } from './tuple-splitter.ts'

/**
 * A tuple beyond this can never be an item (400 KB), whatever the mapping makes of it; it is not held in memory either.
 * Rows of 40 MB: 189 MB at most for the whole process, 335 MB where the limit was 64 MB
 * (test/tables/huge-rows.e2e.test.ts).
 */
const maxTupleBytes = 16 * 1024 * 1024

export interface CopyHandlers extends TupleHandlers {
  /** After the tuples of every piece from the network; reading waits for the promise, and so does the server. */
  afterPiece(): void | Promise<void>
}

/**
 * Runs `COPY (sql) TO STDOUT (FORMAT binary)` and hands over its tuples. Whatever goes wrong (an abort, an error of the
 * server, a handler that throws), the session is over afterwards: dispose the client and open another.
 *
 * @returns the number of tuples and of bytes received, when the stream is complete
 */
export async function readCopyBinary(
  client: SourceClient,
  sql: string,
  handlers: CopyHandlers,
  signal: AbortSignal,
): Promise<{ readonly tuples: number; readonly bytes: number }> {
  signal.throwIfAborted()
  const splitter = new TupleSplitter(handlers, maxTupleBytes)
  let bytes = 0
  let thrown: { readonly error: unknown } | null = null
  let cancelled: Promise<void> = Promise.resolve()
  const onAbort = (): void => {
    client.destroy()
    // The server would notice the closed socket at its next write only, which may be far off.
    cancelled = cancelBackend(client.config, client.pid).catch(() => undefined)
  }
  const throwing = (error: unknown): never => {
    thrown ??= { error }
    throw error
  }
  const waitFor = async (room: Promise<void>): Promise<void> => {
    client.watch.settle()
    await room.catch(throwing)
    client.watch.expect()
  }
  signal.addEventListener('abort', onAbort, { once: true })
  client.watch.expect()
  try {
    await copyOut(client.driver, `COPY (${sql}\n) TO STDOUT (FORMAT binary)`, {
      onData(piece, start, end) {
        bytes += end - start
        try {
          splitter.push(piece, start, end)
        } catch (error) {
          throwing(error)
        }
      },
      afterPiece() {
        try {
          const room = handlers.afterPiece()
          return room === undefined ? undefined : waitFor(room)
        } catch (error) {
          return throwing(error)
        }
      },
    })
    splitter.finish()
    return { tuples: splitter.tuples, bytes }
  } catch (error) {
    client.destroy()
    await cancelled
    if (signal.aborted) throw signal.reason
    // What a handler threw is not the source's error; it comes out as it is.
    throw thrown === null
      ? toSourceError(client.lost.aborted ? client.lost.reason : error, client.config)
      : (thrown as { readonly error: unknown }).error
  } finally {
    client.watch.settle()
    signal.removeEventListener('abort', onAbort)
  }
}
