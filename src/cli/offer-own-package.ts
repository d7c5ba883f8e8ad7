import { registerHooks } from 'node:module'

/**
 * Lets a mapping file import from 'pgfold' wherever it lies, without the package being installed beside it: the name
 * means the pgfold that is running, so that a mapping never meets another version of the language.
 */
export function offerOwnPackage(): void {
  if (offered) return
  offered = true
  const entry = new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url).href
  registerHooks({
    resolve(specifier, context, next) {
      return specifier === 'pgfold' ? { url: entry, shortCircuit: true } : next(specifier, context)
    },
  })
}

let offered = false
