import { readFileSync } from 'node:fs'

/** The version in package.json, which lies two folders up from the source and from the compiled file alike. */
export function packageVersion(): string {
  const data: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof data === 'object' && data !== null && 'version' in data && typeof data.version === 'string'
    ? data.version
    : 'unknown'
}
