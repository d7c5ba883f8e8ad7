import * as language from '../../index.ts'
import { defineMapping, type Mapping } from '../../mapping/define-mapping.ts'

/** Runs a printed draft as a module would, without a file: fast enough for property tests. */
export function evaluateDraft(text: string): Mapping {
  const imported = /^import \{ ([^}]*) \} from 'pgfold'$/mu.exec(text)?.[1]
  if (imported === undefined) throw new Error('the draft imports nothing')
  const body = text.replace(/^import .*$/mu, '').replace(/^export const mapping =/mu, 'return')
  const names = imported.split(', ')
  const functions = new Map<string, unknown>(Object.entries(language))
  for (const name of names) if (!functions.has(name)) throw new Error(`pgfold has no "${name}"`)
  // Unused imports would be a defect too, so that nothing but the imported names is in reach.
  const run: unknown = new Function(...names, `'use strict'\n${body}`)
  if (typeof run !== 'function') throw new Error('not a function')
  const mapping: unknown = run(...names.map((name) => functions.get(name)))
  if (typeof mapping !== 'object' || mapping === null || !('definition' in mapping))
    throw new Error('the draft defines no mapping')
  return defineMapping(mapping.definition as Mapping['definition'])
}
