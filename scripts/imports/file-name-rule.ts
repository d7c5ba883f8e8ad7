import path from 'node:path'
import type { ModuleFacts } from './source-file.ts'

/**
 * Files whose exports belong together and have no name in common with the file. Each needs a reason; most files that
 * would end up here want another name instead.
 */
export const namedForTheirSubject: ReadonlyMap<string, string> = new Map([
  ['cli/parse-values.ts', 'the parsers of values of flags, one for each kind'],
  ['codec/geometric.ts', 'named for the family of types, as every file of codec/ is'],
  ['codec/registry.ts', 'the registry of codecs; it is asked through codecFor'],
  ['dynamodb/call/service-error-table.ts', 'the table is the idea; judgeError looks errors up in it'],
  ['dynamodb/call/throttle-reason.ts', 'the reasons of the service; throttleScope says what each of them slows down'],
  ['mapping/language/attributes.ts', 'words of a mapping file, which have no prefix of ours'],
  ['mapping/language/sources.ts', 'words of a mapping file, which have no prefix of ours'],
  ['mapping/resolve/type-traits.ts', 'what PostgreSQL can do with a type, a predicate for each question'],
  ['postgres/catalog/catalog-queries.ts', 'the queries of read-catalog.ts, one for each part of the catalog'],
  ['output/json/json-schemas.ts', 'the schemas of what the commands print with --json, one for each'],
  ['postgres/load/copy-reader.ts', 'the reader of COPY; readCopyBinary runs it'],
])

/**
 * Does one of a file's exports have the file's name? The words of the name must appear in the export, in order:
 * `run-lock.ts` may export `acquireRunLock`, `registry.ts` may not export `codecFor`.
 */
export function hasNameOfFile({ path: file, exports, isBarrel }: ModuleFacts): boolean {
  if (isBarrel || exports.length === 0 || namedForTheirSubject.has(file)) return true
  const words = path.posix.basename(file, '.ts').split(/[-.]/).map(singular)
  return exports.some((name) => containsInOrder(name.toLowerCase(), words))
}

function containsInOrder(name: string, words: readonly string[]): boolean {
  let from = 0
  for (const word of words) {
    const at = name.indexOf(word, from)
    if (at < 0) return false
    from = at + word.length
  }
  return true
}

/** `queries` becomes `quer`, which both forms begin with. */
function singular(word: string): string {
  return word.replace(/(ies|y|s)$/, '')
}
