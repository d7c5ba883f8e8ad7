import type { Socket } from 'node:net'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { BackendState } from './ask-backend.ts'

/**
 * Ends a connection that waits for a server that no longer works for it. TCP keepalive finds a dead peer; it does not
 * find a proxy that keeps our side open after its own backend died, and there a query would wait for ever. That no byte
 * comes says little (a sort of a billion rows is silent, too), so after the limit the server itself is asked.
 */
export interface InactivityWatch {
  /** From now on an answer is due. Calls nest. */
  expect(): void
  /** The answer came, or we ourselves hold the stream back. */
  settle(): void
  stop(): void
}

export interface InactivityOptions {
  /** Without a byte for so long, the server is asked; 0: never. */
  readonly limitMs: number
  /** Whose connection it is, for the error. */
  readonly detail: string
  readonly ask: () => Promise<BackendState>
}

export function watchInactivity(socket: Socket, { limitMs, detail, ask }: InactivityOptions): InactivityWatch {
  let waiting = 0
  let seen = 0
  let since = 0
  let asking = false
  const quiet = (): boolean => waiting > 0 && socket.bytesRead === seen
  const check = (): void => {
    const now = performance.now()
    if (!quiet()) {
      seen = socket.bytesRead
      since = now
    } else if (now - since >= limitMs && !asking) {
      asking = true
      void ask().then((state) => {
        asking = false
        const waited = performance.now() - since
        if (state === 'busy') since = performance.now()
        // What was waited for may have come while the server was asked.
        else if (quiet() && waited >= limitMs)
          socket.destroy(
            new PgfoldError('SOURCE_UNRESPONSIVE', { detail: `${detail}, ${Math.round(limitMs / 1000)} s` }),
          )
      })
    }
  }
  const timer = limitMs > 0 ? setInterval(check, Math.max(20, Math.min(limitMs / 4, 30_000))) : null
  timer?.unref()
  return {
    expect() {
      if (waiting++ === 0) since = performance.now()
    },
    settle() {
      waiting = Math.max(0, waiting - 1)
    },
    stop() {
      if (timer !== null) clearInterval(timer)
    },
  }
}
