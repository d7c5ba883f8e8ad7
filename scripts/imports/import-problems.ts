import path from 'node:path'
import { findCircles } from './find-circles.ts'
import { hasNameOfFile } from './file-name-rule.ts'
import { mayImport, roomOf, type Room } from './read-rooms.ts'
import { isTestOrFixture, moduleFacts, type ModuleFacts, type SourceFile } from './source-file.ts'

/** A folder with more files has no single purpose any more. */
const maxFilesInFolder = 30

/** The two derivations of an item, which must not share what either of them derives with; ARCHITECTURE.md. */
const load = ['postgres/load/', 'encode/compiled/', 'run/']
const proof = ['validate/']

/** Imports everything; only a row that names it may import it. */
const publicApi = 'index.ts'

/** Rooms that only compute: their files may be used anywhere, in any thread, and tested without a server. */
const pure = ['catalog/', 'codec/', 'encode/', 'errors/', 'mapping/']
const ioModules = /^node:(fs|net|http|https|tls|child_process|dgram|worker_threads)(\/|$)|^(pg|undici|@aws-sdk)(\/|$)/
/** Reading a mapping file is the one door of `mapping` to the disk. */
const ioExceptions = new Set(['mapping/load-mapping.ts'])

/**
 * Everything in which a set of files breaks the rules of the house, one line for each problem. Tests and fixtures are
 * free. Types count as imports: a type that a room may not see lies in the wrong room.
 */
export function importProblems(files: readonly SourceFile[], rooms: readonly Room[]): readonly string[] {
  const facts = files.filter(({ path: file }) => !isTestOrFixture(file)).map(moduleFacts)
  const graph = new Map(facts.map(({ path: file, imports }) => [file, imports]))
  return [
    ...facts.flatMap((each) => arrowProblems(each, rooms)),
    ...meetings(graph, load, proof),
    ...meetings(graph, proof, load),
    ...findCircles(graph).map((circle) => `a circle of imports: ${circle.join(', ')}`),
    ...fullFolders(facts),
    ...facts.filter((each) => !hasNameOfFile(each)).map(nameProblem),
    ...facts.flatMap(ioProblems),
  ]
}

function arrowProblems({ path: file, imports }: ModuleFacts, rooms: readonly Room[]): readonly string[] {
  const from = roomOf(file, rooms)
  if (from === null) return [`src/${file}: its folder has no row in the table of ARCHITECTURE.md`]
  return imports.flatMap((to) => {
    if (to === publicApi) {
      const allowed = file === publicApi || from.mayImport.includes(publicApi)
      return allowed ? [] : [`src/${file}: imports the public API, which is for users`]
    }
    const room = roomOf(to, rooms)
    // Everyone may use the files of src itself; the public API shows what it likes.
    if (room === null || room.folder === '' || file === publicApi || mayImport(from, room)) return []
    return [`src/${file}: ${from.folder === '' ? 'src' : from.folder}/ may not import ${to}`]
  })
}

/** Files of one derivation from which a chain of imports leads to the other, by however many files outside both. */
function meetings(
  graph: ReadonlyMap<string, readonly string[]>,
  from: readonly string[],
  to: readonly string[],
): readonly string[] {
  return [...graph.keys()]
    .filter((file) => liesIn(file, from))
    .flatMap((file) => {
      const way = wayTo(graph, file, (reached) => liesIn(reached, to)) ?? []
      // Where the next file of the way is one of these too, the problem is that one's.
      const [, next = file] = way
      return liesIn(next, from) ? [] : [`load and proof meet: ${way.join(' imports ')}`]
    })
}

function liesIn(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => file.startsWith(folder))
}

/** The shortest chain of imports to a file that `isEnd` accepts. */
function wayTo(
  graph: ReadonlyMap<string, readonly string[]>,
  start: string,
  isEnd: (file: string) => boolean,
): readonly string[] | null {
  const cameFrom = new Map<string, string | null>([[start, null]])
  for (const file of cameFrom.keys()) {
    if (isEnd(file)) {
      const way: string[] = []
      for (let at: string | null = file; at !== null; at = cameFrom.get(at) ?? null) way.unshift(at)
      return way
    }
    for (const next of graph.get(file) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, file)
  }
  return null
}

function fullFolders(facts: readonly ModuleFacts[]): readonly string[] {
  return [...Map.groupBy(facts, ({ path: file }) => path.posix.dirname(file))]
    .filter(([, files]) => files.length > maxFilesInFolder)
    .map(([folder, files]) => `src/${folder}/ holds ${files.length} files, more than ${maxFilesInFolder}`)
}

function nameProblem({ path: file, exports }: ModuleFacts): string {
  return `src/${file}: exports ${exports.join(', ')}, none with the name of the file`
}

function ioProblems({ path: file, modules }: ModuleFacts): readonly string[] {
  if (ioExceptions.has(file) || !liesIn(file, pure)) return []
  return modules.filter((name) => ioModules.test(name)).map((name) => `src/${file}: imports ${name}, but does no I/O`)
}
