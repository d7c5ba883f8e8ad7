import type { Socket } from 'node:net'
import { PgfoldError } from '../../errors/pgfold-error.ts'

/**
 * Ends a connection that waits for the server and hears nothing. TCP keepalive finds a dead peer; it does not find a
 * proxy that keeps our side open after its own backend died, and there a query would wait for ever.
 */
export interface InactivityWatch {
  /** From now on an answer is due. Calls nest. */
  expect(): void
  /** The answer came, or we ourselves hold the stream back. */
  settle(): void
  stop(): void
}

export function watchInactivity(socket: Socket, limitMilliseconds: number, detail: string): InactivityWatch {
  let waiting = 0
  let seen = 0
  let since = 0
  const check = (): void => {
    const now = performance.now()
    if (waiting === 0 || socket.bytesRead !== seen) {
      seen = socket.bytesRead
      since = now
    } else if (now - since >= limitMilliseconds) {
      socket.destroy(
        new PgfoldError('SOURCE_UNRESPONSIVE', { detail: `${detail}, ${Math.round(limitMilliseconds / 1000)} s` }),
      )
    }
  }
  const timer = limitMilliseconds > 0 ? setInterval(check, Math.max(20, Math.min(limitMilliseconds / 4, 30_000))) : null
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
