import { spawnSync } from 'node:child_process'
import { chmod, readdir, rm } from 'node:fs/promises'
import path from 'node:path'

/** Compiles `src` to `dist`: JavaScript and type declarations, one file per module; the commands become executable. */
const root = path.resolve(import.meta.dirname, '..')
const dist = path.join(root, 'dist')

await rm(dist, { recursive: true, force: true })
const compiled = spawnSync(
  process.execPath,
  [path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'],
  { cwd: root, stdio: 'inherit' },
)
if (compiled.status !== 0) process.exit(compiled.status ?? 1)

for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && path.basename(entry.parentPath) === 'bin' && entry.name.endsWith('.js'))
    await chmod(path.join(entry.parentPath, entry.name), 0o755)
}
