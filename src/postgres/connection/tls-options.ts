import { readFile } from 'node:fs/promises'
import { checkServerIdentity, DEFAULT_CIPHERS, type ConnectionOptions, type PeerCertificate } from 'node:tls'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { SourceTls } from './source-tls.ts'

/**
 * What Node's TLS needs for the chosen mode; the files are read at connect time, so that no key lies in a
 * configuration.
 */
export async function tlsOptions(tls: SourceTls): Promise<ConnectionOptions | false> {
  if (tls.mode === 'off') return false
  const [ca, crl, cert, key] = await Promise.all([
    readPem(tls.rootCertificate, 'sslrootcert'),
    readPem(tls.revocationList, 'sslcrl'),
    readPem(tls.certificate, 'sslcert'),
    readPem(tls.key, 'sslkey'),
  ])
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: tls.mode !== 'no-verify',
    ...(tls.mode === 'no-verify' ? {} : { ciphers: strongCiphers }),
    checkServerIdentity: tls.mode === 'verify-full' ? checkAlternativeNames : () => undefined,
    ...(ca === null ? {} : { ca }),
    ...(crl === null ? {} : { crl }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
  }
}

/**
 * Keys of at least 112 bits of security (RSA 2048) and signatures of SHA-2 in the whole chain. Newer versions of
 * OpenSSL ask for that by themselves, that of Node 22 does not. Source: SSL_CTX_set_security_level(3).
 */
const strongCiphers = `${DEFAULT_CIPHERS}:@SECLEVEL=2`

/**
 * The host must be among the certificate's alternative names. A name in the subject alone does not count: nothing
 * constrains what an authority signs there (RFC 9525, 6.3).
 */
function checkAlternativeNames(host: string, certificate: PeerCertificate): Error | undefined {
  return checkServerIdentity(host, { ...certificate, subject: { ...certificate.subject, CN: '' } })
}

async function readPem(path: string | null, option: string): Promise<string | null> {
  if (path === null) return null
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new PgfoldError('SOURCE_TLS_FILE', { detail: `${option} ${path}`, cause: error })
  }
}
