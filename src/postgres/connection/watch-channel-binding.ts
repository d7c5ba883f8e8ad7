import type { Socket } from 'node:net'
import type pg from 'pg'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { describeSource, type SourceConfig } from './source-config.ts'

/**
 * Holds the server to `channel_binding=require`. The driver takes part in channel binding where the server offers it
 * and says nothing where it does not; a server in the middle would just not offer it, or let everybody in (trust). Here
 * whatever is not SCRAM-SHA-256-PLUS ends the connection, before a password is sent. Source: libpq, `channel_binding`.
 */
export function watchChannelBinding(
  driver: pg.Client,
  socket: Socket,
  config: SourceConfig,
): { readonly assertBound: () => void } {
  if (config.tls.mode === 'off' || config.tls.channelBinding !== 'require') return { assertBound: () => undefined }
  let bound = false
  const unbound = (how: string): PgfoldError =>
    new PgfoldError('SOURCE_CHANNEL_UNBOUND', { detail: `${describeSource(config)} ${how}` })
  const { connection } = driver
  // These listeners come before the driver's own, which are added when it connects.
  connection.on('authenticationCleartextPassword', () => socket.destroy(unbound('asks for the password in the clear')))
  connection.on('authenticationMD5Password', () => socket.destroy(unbound('asks for an MD5 password')))
  connection.on('authenticationSASL', ({ mechanisms }: { readonly mechanisms: readonly string[] }) => {
    if (mechanisms.includes('SCRAM-SHA-256-PLUS')) connection.once('authenticationSASLFinal', () => (bound = true))
    else socket.destroy(unbound('offers no SCRAM-SHA-256-PLUS'))
  })
  return {
    assertBound() {
      if (!bound) throw unbound('lets the role in without a password (trust, or a client certificate alone)')
    },
  }
}
