import { readFile } from 'node:fs/promises'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { CliContext } from '../cli-context.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'
import { text } from '../parse-values.ts'

const source: ValueOption<string> = {
  env: 'DATABASE_URL',
  brief: 'PostgreSQL URL; other users can see flags in the process list, so prefer the variable or --source-file',
  placeholder: 'url',
  parse: text,
}

const sourceFile: ValueOption<string> = {
  env: 'PGFOLD_SOURCE_FILE',
  brief: 'File that holds the PostgreSQL URL',
  placeholder: 'file',
  parse: text,
}

export interface SourceFlags {
  readonly source: string | undefined
  readonly sourceFile: string | undefined
}

export const sourceFlags = { source: valueFlag(source), sourceFile: valueFlag(sourceFile) }

/**
 * The source URL: flag, file, DATABASE_URL, the preset's default; undefined leaves it to libpq's own variables.
 * Its secrets are masked in all output from here on. Throws CLI_SOURCE_FILE, CLI_USAGE.
 */
export async function readSourceUrl(context: CliContext, flags: SourceFlags): Promise<string | undefined> {
  if (flags.source !== undefined && flags.sourceFile !== undefined) {
    throw new PgfoldError('CLI_USAGE', {
      detail: 'both --source and --source-file are given',
      fix: 'Give one of them.',
    })
  }
  const url =
    flags.source ??
    (await urlFromFile(context, flags)) ??
    valueOf(source, undefined, context.env) ??
    context.preset?.defaultSource
  if (url !== undefined) context.hideSecretsOf(url)
  return url
}

async function urlFromFile(context: CliContext, flags: SourceFlags): Promise<string | undefined> {
  const path = valueOf(sourceFile, flags.sourceFile, context.env)
  if (path === undefined) return undefined
  let url: string
  try {
    url = (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw new PgfoldError('CLI_SOURCE_FILE', { detail: path, cause })
  }
  // Never quoted in a message: the file holds a password.
  if (url === '' || /\s/.test(url))
    throw new PgfoldError('CLI_SOURCE_FILE', { detail: `${path} does not hold exactly one URL` })
  return url
}
