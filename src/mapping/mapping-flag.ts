import path from 'node:path'
import { shellQuote } from '../shell-quote.ts'
import type { MappingOrigin } from './mapping-origin.ts'

/**
 * `--mapping <where>` for a command that is printed: a file below the current directory by its short name. Of a mapping
 * that has no file the reader has to say where it is.
 */
export function mappingFlag(origin: MappingOrigin | undefined): string {
  if (origin === undefined) return '--mapping <file>'
  if (origin.kind === 'built-in') return `--mapping ${shellQuote(origin.name)}`
  const near = path.relative('', origin.path)
  const isBelow = near !== '' && !near.startsWith('..') && !path.isAbsolute(near) && !near.startsWith('-')
  return `--mapping ${shellQuote(isBelow ? near : origin.path)}`
}
