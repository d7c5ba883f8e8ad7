const mask = '***'

/**
 * Forms in which a secret travels through messages of drivers, libraries and shells. Each keeps what helps the reader
 * (scheme, user, host, the name of the setting) and drops the value.
 */
const patterns: readonly { readonly find: RegExp; readonly replace: string }[] = [
  // scheme://user:password@host; the password may itself hold an unescaped @, so the last @ before / ends it.
  { find: /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/?#@"'`]*):[^\s/?#"'`]*@/gi, replace: `$1:${mask}@` },
  // The same with a /, ? or # inside a badly escaped password: everything up to the last @ of the word.
  { find: /\b(postgres(?:ql)?:\/\/[^\s:/?#@"'`]*):[^\s"'`]*@/gi, replace: `$1:${mask}@` },
  // password=…, "secret_access_key": "…", --token …, X-Amz-Security-Token=…; but the second pass of a validation is no
  // password.
  {
    find: /((?:(?<!(?:first|second)[ _-]?)pass(?:word|wd|phrase)?|pwd|pgpassword|sslpassword|secret(?:[_-]?access)?(?:[_-]?key)?|client[_-]?secret|session[_-]?token|security[_-]?token|access[_-]?token|auth[_-]?token|api[_-]?key|private[_-]?key|signature)["'`]?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|`[^`]*`|[^\s,;&"'`)}\]]+)/gi,
    replace: `$1${mask}`,
  },
  { find: /\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}/gi, replace: `$1 ${mask}` },
  // AWS access key ids and JSON web tokens are recognisable by themselves.
  { find: /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b/g, replace: mask },
  { find: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, replace: mask },
  { find: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, replace: mask },
]

/** A secret shorter than this is too likely to be an ordinary word; such ones are caught by form only. */
const shortestLiteral = 8

/** Removes secrets from a text: first the ones known literally, then everything that has the form of one. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text
  for (const secret of secrets) clean = clean.replaceAll(secret, mask)
  for (const { find, replace } of patterns) clean = clean.replace(find, replace)
  return clean
}

/**
 * The literal secrets of an environment and of connection URLs, raw and percent-decoded, longest first.
 * A password that equals another part of its URL (user, database) is left to the patterns: it would mask plain words.
 */
export function knownSecrets(
  env: Readonly<Record<string, string | undefined>>,
  urls: readonly string[] = [],
): string[] {
  const found = new Set<string>()
  for (const name of [
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'PGPASSWORD',
    'PGSSLPASSWORD',
    'PGFOLD_KEY_SECRET',
  ]) {
    const value = env[name]
    if (value !== undefined) found.add(value)
  }
  for (const url of [...urls, env['DATABASE_URL'] ?? '']) {
    for (const secret of secretsOfUrl(url)) found.add(secret)
  }
  return [...found]
    .filter((secret) => secret.length >= shortestLiteral)
    .sort((left, right) => right.length - left.length)
}

function secretsOfUrl(text: string): string[] {
  if (!URL.canParse(text)) return []
  const url = new URL(text)
  const ordinary = new Set([url.username, url.hostname, url.pathname.slice(1)])
  return [url.password, url.searchParams.get('password') ?? '', url.searchParams.get('sslpassword') ?? '']
    .filter((value) => value !== '' && !ordinary.has(value))
    .flatMap((value) => [value, percentDecoded(value)])
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
