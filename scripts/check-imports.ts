import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * The direction between the folders of `src` (ARCHITECTURE.md): every folder lists the folders that it may import.
 * Tests and fixtures are free. Pure folders may not import modules that do I/O.
 */
const source = path.resolve(import.meta.dirname, '..', 'src')

const base = ['errors']
const pure = [...base, 'catalog', 'codec', 'mapping', 'encode']
/** Contracts and configuration that others may see; the implementations behind them stay apart. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  catalog: [...base],
  codec: [...base, 'catalog'],
  mapping: [...base, 'catalog', 'codec'],
  encode: [...base, 'catalog', 'codec', 'mapping', 'postgres'],
  postgres: [...pure, 'ledger'],
  dynamodb: [...pure, 'run'],
  ledger: [...pure, 'postgres'],
  doctor: [...pure, 'postgres', 'dynamodb', 'ledger'],
  run: [...pure, 'postgres', 'dynamodb', 'ledger', 'doctor'],
  validate: [...pure, 'postgres', 'dynamodb', 'ledger', 'run'],
  output: [...pure, 'run', 'ledger', 'validate', 'postgres', 'dynamodb'],
  // What a mapping makes of the data is derived as the proof derives it.
  design: [...pure, 'postgres', 'validate'],
  ratel: [...base, 'mapping', 'cli'],
  cli: [...pure, 'postgres', 'dynamodb', 'ledger', 'doctor', 'run', 'validate', 'output', 'design'],
}
/** How a page is written; whoever draws one may use it. */
const shared = 'output/html/'
/** Folders whose files do no I/O of their own. */
const withoutIo = new Set(['mapping', 'codec', 'encode', 'errors', 'catalog'])
const ioModules = /^node:(fs|net|http|https|tls|child_process|dgram)(\/|$)|^(pg|undici|pg-copy-streams|@aws-sdk\/)/
/** Reading a mapping file is the one door of `mapping` to the disk. */
const ioExceptions = new Set(['mapping/load-mapping.ts'])

const problems: string[] = []
for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.ts') || /\.(test|fixture)\.ts$/.test(entry.name)) continue
  const file = path.relative(source, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')
  const folder = file.includes('/') ? (file.split('/')[0] ?? '') : ''
  if (folder === '') continue
  const text = await readFile(path.join(source, file), 'utf8')
  const rule = allowed[folder]
  if (rule === undefined) problems.push(`src/${file}: the folder "${folder}" is not in scripts/check-imports.ts`)
  for (const [, typeOnly, specifier = ''] of text.matchAll(
    /^(?:import|export)\s+(type\s)?[^'"\n;]*?(?:from\s+)?['"]([^'"]+)['"]/gms,
  )) {
    if (withoutIo.has(folder) && typeOnly === undefined && ioModules.test(specifier) && !ioExceptions.has(file))
      problems.push(`src/${file}: imports ${specifier}, but ${folder}/ does no I/O`)
    if (!specifier.startsWith('.')) continue
    const to = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier))
    const toFolder = to.includes('/') ? (to.split('/')[0] ?? '') : ''
    if (toFolder === '' || toFolder === folder || to.startsWith(shared)) continue
    // A contract (types only) binds nobody to an implementation.
    if (typeOnly !== undefined) continue
    if (!(rule ?? []).includes(toFolder)) problems.push(`src/${file}: ${folder}/ may not import ${to}`)
  }
}
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
