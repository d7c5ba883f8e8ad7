import { readFile } from 'node:fs/promises'
import type { ConnectionOptions } from 'node:tls'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { SourceTls } from './source-tls.ts'

/**
 * What Node's TLS needs for the chosen mode; the files are read at connect time, so that no key lies in a
 * configuration.
 */
export async function tlsOptions(tls: SourceTls): Promise<ConnectionOptions | false> {
  if (tls.mode === 'off') return false
  const [ca, cert, key] = await Promise.all([
    readPem(tls.rootCertificate, 'sslrootcert'),
    readPem(tls.certificate, 'sslcert'),
    readPem(tls.key, 'sslkey'),
  ])
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: tls.mode !== 'no-verify',
    ...(tls.mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
  }
}

async function readPem(path: string | null, option: string): Promise<string | null> {
  if (path === null) return null
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new PgfoldError('SOURCE_TLS_FILE', { detail: `${option} ${path}`, cause: error })
  }
}
