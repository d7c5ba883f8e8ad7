import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { lockProblems } from './lock-problems.ts'

/** Part of `npm run check`: is every package in the lock files one that was looked at? */
const root = path.resolve(import.meta.dirname, '..')

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(path.join(root, file), 'utf8'))
}

const { allowScripts } = z
  .object({ allowScripts: z.record(z.string(), z.boolean()) })
  .parse(await readJson('package.json'))
const allowed = Object.entries(allowScripts).flatMap(([name, yes]) => (yes ? [name] : []))
const files = ['package-lock.json', 'servers/postgres-matrix/package-lock.json']
const problems: string[] = []
for (const file of files)
  problems.push(...lockProblems(await readJson(file), allowed).map((problem) => `${file}: ${problem}`))
process.stdout.write(problems.map((problem) => `${problem}\n`).join(''))
process.exitCode = problems.length === 0 ? 0 : 1
