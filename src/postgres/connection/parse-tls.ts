import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { SourceTls } from './source-tls.ts'

/**
 * Decides on TLS from `sslmode` (URL first, then PGSSLMODE). Stricter than libpq on purpose: what is encrypted is also
 * verified, and only `no-verify`, a name that nobody writes by accident, gives that up. Adds a note where a mode means
 * more here than it does in libpq.
 */
export function parseTls(
  options: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | undefined>>,
  local: boolean,
  notes: string[],
): SourceTls {
  const mode = tlsMode(options.get('sslmode') ?? flag(options.get('ssl')) ?? env.PGSSLMODE ?? '', local, notes)
  const channelBinding = channelBindingOf(options.get('channel_binding') ?? env.PGCHANNELBINDING ?? '')
  if (mode === 'off') {
    if (channelBinding !== 'require') return { mode }
    throw new PgfoldError('SOURCE_URL_INVALID', {
      detail: 'channel_binding=require binds the login to TLS, and TLS is off',
      fix: 'Add sslmode=verify-full to DATABASE_URL.',
    })
  }
  const rootCertificate = options.get('sslrootcert') ?? env.PGSSLROOTCERT ?? ''
  const certificate = options.get('sslcert') ?? env.PGSSLCERT ?? ''
  const revocationList = options.get('sslcrl') ?? env.PGSSLCRL ?? ''
  const key = options.get('sslkey') ?? env.PGSSLKEY ?? ''
  return {
    mode,
    rootCertificate: rootCertificate === '' || rootCertificate === 'system' ? null : rootCertificate,
    revocationList: revocationList === '' ? null : revocationList,
    certificate: certificate === '' ? null : certificate,
    key: key === '' ? null : key,
    direct: (options.get('sslnegotiation') ?? env.PGSSLNEGOTIATION) === 'direct',
    channelBinding,
  }
}

function channelBindingOf(text: string): 'off' | 'prefer' | 'require' {
  return text === 'prefer' || text === 'require' ? text : 'off'
}

/** `ssl=true` of other drivers. */
function flag(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (text === 'true' || text === '1') return 'require'
  if (text === 'false' || text === '0') return 'disable'
  return text
}

function tlsMode(text: string, local: boolean, notes: string[]): SourceTls['mode'] {
  switch (text) {
    case '':
      return local ? 'off' : 'verify-full'
    case 'disable':
      if (!local) notes.push('sslmode=disable: the connection to the source is neither encrypted nor verified')
      return 'off'
    case 'allow':
    case 'prefer':
      if (local) return 'off'
      notes.push(`sslmode=${text} may fall back to an open connection; here it is read as verify-full`)
      return 'verify-full'
    case 'require':
      notes.push('sslmode=require does not verify the server in libpq; here it is read as verify-full')
      return 'verify-full'
    case 'verify-ca':
    case 'verify-full':
      return text
    case 'no-verify':
      notes.push('sslmode=no-verify: the connection to the source is encrypted, but to whoever answers')
      return text
    default:
      throw new PgfoldError('SOURCE_URL_INVALID', {
        detail: 'sslmode is none of disable, verify-ca, verify-full, no-verify',
      })
  }
}
