import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const root = path.resolve(import.meta.dirname, '..')
const folder = path.join(import.meta.dirname, 'build')

/**
 * Compiles the sources as the package does, to a folder of the benchmarks' own: `dist` may be made anew at any time.
 * Gives the exit status.
 */
export function build(): number {
  const parameters = [
    path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    'tsconfig.build.json',
    '--declaration',
    'false',
    '--outDir',
    folder,
  ]
  return spawnSync(process.execPath, parameters, { cwd: root, stdio: 'inherit' }).status ?? 1
}

/**
 * A module as it is when installed, given with its source for the types: without the stripping of types, which costs
 * 0.3 s of CPU and 25 MB. `bench/run.ts` builds first.
 */
export async function built<T>(module: string): Promise<T> {
  return (await import(pathToFileURL(path.join(folder, module)).href)) as T
}
