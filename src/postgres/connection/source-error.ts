import type { ErrorCode } from '../../errors/error-registry.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { describeSource, type SourceConfig } from './source-config.ts'

/** What `pg` and the socket throw, as far as it is read here. */
interface RawError {
  readonly message: string
  readonly code: string | null
  readonly severity: string | null
}

const byState: Readonly<Record<string, ErrorCode>> = {
  '28P01': 'SOURCE_AUTHENTICATION',
  '28000': 'SOURCE_AUTHENTICATION',
  '3D000': 'SOURCE_DATABASE_UNKNOWN',
  '42501': 'SOURCE_PERMISSION',
  // Of the role or the server: sessions of ours switch these two off, a pooler may not let them.
  '25P03': 'SOURCE_CONNECTION_LOST',
  '25P04': 'SOURCE_CONNECTION_LOST',
  '53100': 'SOURCE_OUT_OF_RESOURCES',
  '53200': 'SOURCE_OUT_OF_RESOURCES',
  '53300': 'SOURCE_TOO_MANY_CONNECTIONS',
  // temp_file_limit
  '53400': 'SOURCE_OUT_OF_RESOURCES',
  '54000': 'SOURCE_ROW_TOO_LARGE',
  '55P03': 'SOURCE_LOCK_TIMEOUT',
  '57014': 'SOURCE_QUERY_CANCELLED',
  '57P01': 'SOURCE_CONNECTION_LOST',
  '57P02': 'SOURCE_CONNECTION_LOST',
  '57P03': 'SOURCE_NOT_READY',
  '57P05': 'SOURCE_CONNECTION_LOST',
  // On a standby: "canceling statement due to conflict with recovery".
  '40001': 'SOURCE_SNAPSHOT_LOST',
  '40P01': 'SOURCE_SNAPSHOT_LOST',
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOENT',
  'EACCES',
])
const lost = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE'])
/** How the codes of OpenSSL and Node begin that say why a certificate is not trusted. */
const unverifiedPrefixes = [
  'CERT_',
  'CRL_',
  'DEPTH_ZERO',
  'ERROR_IN_CERT',
  'ERR_TLS_CERT',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED',
  'UNABLE_TO_',
  // Node's word for a verdict of OpenSSL that it has no name for: a weak key or hash, an unknown critical extension.
  'UNSPECIFIED',
]

/**
 * Turns whatever came out of a connection into a PgfoldError with cause and cure. Errors that are one already pass
 * through.
 */
export function toSourceError(error: unknown, config: SourceConfig): PgfoldError {
  if (error instanceof PgfoldError) return error
  const raw = readError(error)
  const code = classify(raw)
  return new PgfoldError(code, { detail: describe(raw, code, config), cause: safeCause(raw) })
}

function classify(raw: RawError): ErrorCode {
  const { code, message } = raw
  if (code === '42501' && message.includes('row-level security')) return 'SOURCE_ROW_SECURITY'
  if (code === '28000' && /no encryption|SSL off/.test(message)) return 'SOURCE_TLS_REQUIRED'
  // PgBouncer's own refusals, all of them protocol violations (08P01).
  if (code === '08P01' && /statement pooling mode/.test(message)) return 'SOURCE_TRANSACTION_POOLING'
  if (code === '08P01' && /query_wait_timeout|no more connections allowed/.test(message))
    return 'SOURCE_TOO_MANY_CONNECTIONS'
  if (code !== null && raw.severity !== null)
    return byState[code] ?? (code.startsWith('08') ? 'SOURCE_CONNECTION_LOST' : 'SOURCE_QUERY_FAILED')
  if (code !== null && unreachable.has(code)) return 'SOURCE_UNREACHABLE'
  if (code !== null && lost.has(code)) return 'SOURCE_CONNECTION_LOST'
  if (code !== null && unverifiedPrefixes.some((prefix) => code.startsWith(prefix))) return 'SOURCE_TLS_UNVERIFIED'
  if (/does not support SSL|establishing an SSL/.test(message)) return 'SOURCE_TLS_REFUSED'
  if (code !== null && /^(ERR_SSL|ERR_OSSL|EPROTO)/.test(code)) return 'SOURCE_TLS_REFUSED'
  if (/timeout expired/.test(message)) return 'SOURCE_UNREACHABLE'
  if (/password must be|SASL|SCRAM/i.test(message)) return 'SOURCE_AUTHENTICATION'
  if (/terminated|not queryable|was closed|connection error/i.test(message)) return 'SOURCE_CONNECTION_LOST'
  return 'SOURCE_QUERY_FAILED'
}

function describe(raw: RawError, code: ErrorCode, config: SourceConfig): string {
  const place = describeSource(config)
  switch (code) {
    case 'SOURCE_AUTHENTICATION':
    case 'SOURCE_TLS_REQUIRED':
      return `${place} as ${config.user}: ${safeMessage(raw)}`
    case 'SOURCE_PERMISSION':
    case 'SOURCE_ROW_SECURITY':
      return `${config.user}: ${safeMessage(raw)}`
    default:
      return `${place}: ${safeMessage(raw)}`
  }
}

/**
 * The server's own words where they can hold only names. Data exceptions (class 22), constraint errors (23) and RAISE
 * (P0) quote cell values: of those only the code is said.
 */
function safeMessage(raw: RawError): string {
  if (raw.severity !== null && raw.code !== null) {
    return /^(22|23|2F|38|39|P0|XX)/.test(raw.code) ? `SQLSTATE ${raw.code}` : `${raw.message} (SQLSTATE ${raw.code})`
  }
  return raw.code === null || raw.message.includes(raw.code) ? raw.message : `${raw.message} (${raw.code})`
}

/** Without the server's DETAIL, WHERE and QUERY fields, and without the certificate that TLS errors carry. */
function safeCause(raw: RawError): Error {
  return new Error(safeMessage(raw))
}

function readError(error: unknown): RawError {
  // "localhost" is tried on both address families; the first failure stands for both.
  const first: unknown = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error
  if (!(first instanceof Error)) return { message: String(first), code: null, severity: null }
  return { message: first.message, code: field(first, 'code'), severity: field(first, 'severity') }
}

function field(error: object, name: string): string | null {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : null
}
