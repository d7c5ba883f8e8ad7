import { readFile, stat } from 'node:fs/promises'
import type { SourceConfig } from './source-config.ts'

/**
 * The password that `~/.pgpass` has for this server, or null. A file that others can read is passed over, as libpq
 * does. Lines are `host:port:database:user:password`; `*` stands for anything, `\` takes the meaning from the next
 * character.
 */
export async function readPasswordFile(config: SourceConfig): Promise<string | null> {
  if (config.passwordFile === null) return null
  try {
    const { mode } = await stat(config.passwordFile)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) return null
    return findPassword(await readFile(config.passwordFile, 'utf8'), config)
  } catch {
    // No file, or not ours to read: then the server says that a password is missing.
    return null
  }
}

export function findPassword(
  text: string,
  server: Pick<SourceConfig, 'host' | 'port' | 'database' | 'user'>,
): string | null {
  const wanted = [
    server.host.startsWith('/') ? 'localhost' : server.host,
    String(server.port),
    server.database,
    server.user,
  ]
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const fields = splitLine(line)
    const password = fields[4]
    if (password === undefined) continue
    if (wanted.every((value, index) => fields[index] === '*' || fields[index]?.replace(/\\(.)/g, '$1') === value)) {
      return password.replace(/\\(.)/g, '$1')
    }
  }
  return null
}

/** At the first four colons that no backslash precedes; the password keeps its own. */
function splitLine(line: string): readonly string[] {
  const fields: string[] = []
  let start = 0
  for (let at = 0; at < line.length && fields.length < 4; at++) {
    if (line[at] === '\\') at++
    else if (line[at] === ':') {
      fields.push(line.slice(start, at))
      start = at + 1
    }
  }
  return [...fields, line.slice(start)]
}
