import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { Mapping } from '../../mapping/define-mapping.ts'
import type { CliContext } from '../cli-context.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'
import { offerOwnPackage } from '../offer-own-package.ts'
import { text } from '../parse-values.ts'

const mappingFile: ValueOption<string> = {
  env: 'PGFOLD_MAPPING',
  brief:
    'Mapping file (.ts, .js are run as code, .json is data) or built-in mapping; default: pgfold.mapping.ts, .js, .mjs, .json',
  placeholder: 'file',
  parse: text,
}

export interface MappingFlags {
  readonly mapping: string | undefined
}

export const mappingFlags = { mapping: valueFlag(mappingFile) }

const defaultFiles = [
  'pgfold.mapping.ts',
  'pgfold.mapping.mts',
  'pgfold.mapping.js',
  'pgfold.mapping.mjs',
  'pgfold.mapping.json',
] as const

/**
 * The mapping by flag, else the preset's own, else by variable, else the default file. Throws CLI_MAPPING_MISSING and
 * what loading throws.
 */
export async function readMapping(context: CliContext, flags: MappingFlags): Promise<Mapping> {
  if (flags.mapping === undefined && context.preset !== null) return context.preset.loadMapping()
  const file = valueOf(mappingFile, flags.mapping, context.env) ?? defaultFiles.find((name) => existsSync(name))
  if (file === undefined) throw new PgfoldError('CLI_MAPPING_MISSING')
  offerOwnPackage()
  const { loadMapping } = await import('../../mapping/load-mapping.ts')
  return loadMapping(existsSync(file) ? file : (builtInMapping(file) ?? file))
}

/** A built-in mapping is named by its directory; a file of that name takes precedence. */
function builtInMapping(name: string): string | null {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return null
  const path = fileURLToPath(
    new URL(`../../${name}/mapping${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
  )
  return existsSync(path) ? path : null
}
