import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { importProblems } from './imports/import-problems.ts'
import { readRooms } from './imports/read-rooms.ts'
import type { SourceFile } from './imports/source-file.ts'

/** Prints every import, circle, folder and name in `src` that breaks the rules of ARCHITECTURE.md; exit code 1 if any. */
const root = path.resolve(import.meta.dirname, '..')
const source = path.join(root, 'src')

const files: SourceFile[] = []
for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
  const file = path.join(entry.parentPath, entry.name)
  files.push({
    path: path.relative(source, file).split(path.sep).join('/'),
    text: await readFile(file, 'utf8'),
  })
}
const rooms = readRooms(await readFile(path.join(root, 'ARCHITECTURE.md'), 'utf8'))
const problems = importProblems(files, rooms)
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
