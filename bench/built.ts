import path from 'node:path'
import { pathToFileURL } from 'node:url'

const dist = path.resolve(import.meta.dirname, '..', 'dist')

/**
 * A module of the built package, given with its source for the types: what is measured is what users install, without the stripping of types,
 * which costs 0.3 s of CPU and 25 MB. `bench/run.ts` builds first.
 */
export async function built<T>(module: string): Promise<T> {
  return (await import(pathToFileURL(path.join(dist, module)).href)) as T
}
