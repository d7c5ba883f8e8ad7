import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { parseMapping, type Mapping } from './define-mapping.ts'

/**
 * Loads a mapping from a TypeScript or JavaScript module (default export, or an export named `mapping`, or the only
 * mapping that it exports) or from a JSON file that holds the definition. The file's code runs: it is trusted like the
 * command line.
 */
export async function loadMapping(path: string): Promise<Mapping> {
  const file = resolve(path)
  const mapping = path.endsWith('.json')
    ? parseMapping(withoutSchemaName(await readJson(file)))
    : mappingOf(await importModule(file), file)
  return { ...mapping, origin: { kind: 'file', path: file } }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new PgfoldError('MAPPING_FILE_UNREADABLE', { detail: file, cause })
  }
}

/** "$schema" tells an editor which names belong where; it is no part of the mapping. */
function withoutSchemaName(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('$schema' in data)) return data
  const { $schema: _, ...definition } = data
  return definition
}

async function importModule(file: string): Promise<object> {
  try {
    const module: unknown = await import(pathToFileURL(file).href)
    if (typeof module === 'object' && module !== null) return module
  } catch (cause) {
    // What defineMapping says about the file is the message that the reader needs.
    if (cause instanceof PgfoldError) throw cause
    throw new PgfoldError('MAPPING_FILE_UNREADABLE', { detail: file, cause })
  }
  throw new PgfoldError('MAPPING_FILE_UNREADABLE', { detail: file })
}

function mappingOf(module: object, file: string): Mapping {
  const exported = new Map<string, unknown>(Object.entries(module))
  const named = definitionIn(exported.get('default')) ?? definitionIn(exported.get('mapping'))
  if (named !== null) return parseMapping(named)
  const others = [...exported.values()].map(definitionIn).filter((definition) => definition !== null)
  const [only] = others
  if (only === undefined || others.length > 1) throw new PgfoldError('MAPPING_FILE_WITHOUT_MAPPING', { detail: file })
  return parseMapping(only)
}

/**
 * The file may hold another copy of this package, so that a mapping is known by its shape; it is parsed again by our
 * own schema.
 */
function definitionIn(value: unknown): object | null {
  if (typeof value !== 'object' || value === null) return null
  const { definition } = { definition: null, ...value }
  return typeof definition === 'object' ? definition : null
}
