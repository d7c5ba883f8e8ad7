import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { Mapping } from '../../mapping/define-mapping.ts'
import type { MappingOrigin } from '../../mapping/mapping-origin.ts'
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
 * The mapping by flag, else by variable (not with a preset, whose mapping another shell's variable must not replace),
 * else the one that the run to resume has recorded, else the preset's own, else the default file. Throws
 * CLI_MAPPING_MISSING, CLI_MAPPING_GONE and what loading throws.
 */
export async function readMapping(
  context: CliContext,
  flags: MappingFlags,
  recorded: MappingOrigin | null = null,
): Promise<Mapping> {
  const { preset, env } = context
  const given = preset === null ? valueOf(mappingFile, flags.mapping, env) : flags.mapping
  if (given !== undefined) return load(existsSync(given) ? fileOrigin(given) : (builtIn(given) ?? fileOrigin(given)))
  if (recorded !== null) return loadRecorded(recorded)
  const name = preset?.mapping ?? defaultFiles.find((candidate) => existsSync(candidate))
  if (name === undefined) throw new PgfoldError('CLI_MAPPING_MISSING')
  return load((preset === null ? null : builtIn(name)) ?? fileOrigin(name))
}

async function loadRecorded(recorded: MappingOrigin): Promise<Mapping> {
  const isThere = recorded.kind === 'file' ? existsSync(recorded.path) : builtInPath(recorded.name) !== null
  if (isThere) return load(recorded)
  throw new PgfoldError('CLI_MAPPING_GONE', { detail: recorded.kind === 'file' ? recorded.path : recorded.name })
}

async function load(origin: MappingOrigin): Promise<Mapping> {
  offerOwnPackage()
  const { loadMapping } = await import('../../mapping/load-mapping.ts')
  const mapping = await loadMapping(origin.kind === 'file' ? origin.path : (builtInPath(origin.name) ?? origin.name))
  return { ...mapping, origin }
}

function fileOrigin(file: string): MappingOrigin {
  return { kind: 'file', path: path.resolve(file) }
}

function builtIn(name: string): MappingOrigin | null {
  return builtInPath(name) === null ? null : { kind: 'built-in', name }
}

/** A built-in mapping is named by its directory; a file of that name takes precedence. */
function builtInPath(name: string): string | null {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return null
  const file = fileURLToPath(
    new URL(`../../${name}/mapping${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
  )
  return existsSync(file) ? file : null
}
