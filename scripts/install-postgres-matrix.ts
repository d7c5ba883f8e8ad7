import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { matrixDirectory } from '../servers/postgres-binaries.ts'

/**
 * Installs the older PostgreSQL majors (about 20 MB to download and 60 MB on disk for each) where they are missing or
 * differ from the lock file. Without install scripts: the only one there restores symbolic links, which
 * `postgresBinaries` does too.
 * @throws Error when npm fails
 */
export function installPostgresMatrix(): void {
  const stamp = path.join(matrixDirectory, 'node_modules', '.pgfold-install')
  const lockHash = createHash('sha256')
    .update(readFileSync(path.join(matrixDirectory, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash) return
  process.stdout.write('Installing the older PostgreSQL majors (npm ci in servers/postgres-matrix)\n')
  const windows = process.platform === 'win32'
  const result = spawnSync(
    windows ? 'npm.cmd' : 'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: matrixDirectory,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: windows,
    },
  )
  if (result.status !== 0) throw new Error('npm ci in servers/postgres-matrix failed, see above')
  writeFileSync(stamp, lockHash)
}
