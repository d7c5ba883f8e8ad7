import { PgfoldError } from '../../errors/pgfold-error.ts'

export interface SourceUrlParts {
  readonly user: string | null
  readonly password: string | null
  readonly host: string | null
  readonly port: string | null
  readonly database: string | null
  readonly options: ReadonlyMap<string, string>
}

/**
 * Splits a connection URL as libpq does. Not WHATWG `URL`: that one takes "#" in a password for a fragment, refuses a
 * socket folder as host (`%2Fvar%2Frun`), and prints the whole input, password included, in its errors.
 */
export function splitSourceUrl(url: string): SourceUrlParts {
  const scheme = /^postgres(?:ql)?:\/\//i.exec(url)
  if (scheme === null) throw invalid('it does not begin with postgresql:// or postgres://')
  const rest = url.slice(scheme[0].length)
  const question = rest.indexOf('?')
  const address = question === -1 ? rest : rest.slice(0, question)
  const query = question === -1 ? '' : rest.slice(question + 1)

  const slash = address.indexOf('/')
  const authority = slash === -1 ? address : address.slice(0, slash)
  const database = slash === -1 ? '' : address.slice(slash + 1)
  if (database.includes('/')) throw invalid('there is a "/" too many after the host')

  // The last "@" ends the user part, so an unescaped "@" in a password does no harm.
  const at = authority.lastIndexOf('@')
  const login = at === -1 ? '' : authority.slice(0, at)
  const colon = login.indexOf(':')
  const { host, port } = splitHost(at === -1 ? authority : authority.slice(at + 1))
  return {
    user: decode(colon === -1 ? login : login.slice(0, colon), 'user name'),
    password: colon === -1 ? null : decode(login.slice(colon + 1), 'password'),
    host: decode(host, 'host'),
    port,
    database: decode(database, 'database name'),
    options: splitOptions(query),
  }
}

function splitHost(text: string): { host: string; port: string | null } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text)
  if (bracketed !== null) return { host: bracketed[1] ?? '', port: bracketed[2] ?? null }
  // A list of hosts keeps its commas and is refused by the caller with a sentence of its own.
  if (text.includes(',')) return { host: text, port: null }
  const colon = text.lastIndexOf(':')
  return colon === -1 ? { host: text, port: null } : { host: text.slice(0, colon), port: text.slice(colon + 1) }
}

function splitOptions(query: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>()
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    if (equals === -1) throw invalid('an option after "?" has no "="')
    options.set(decode(part.slice(0, equals), 'option').toLowerCase(), decode(part.slice(equals + 1), 'option'))
  }
  return options
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalid(`the ${what} has a "%" that is not followed by two hexadecimal digits`)
  }
}

function invalid(detail: string): PgfoldError {
  return new PgfoldError('SOURCE_URL_INVALID', { detail })
}
