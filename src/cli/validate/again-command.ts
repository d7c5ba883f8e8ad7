import { shellQuote } from '../../shell-quote.ts'
import type { CliContext } from '../cli-context.ts'
import { givenFlags } from '../given-flags.ts'
import type { ValidateFlags } from './validate.flags.ts'

/**
 * The command that resumes a validation: as it was typed, but for the database, whose address may hold a password. The
 * state of a validation is bound to everything that it was told, so everything is told again.
 */
export function againCommand(
  { program, preset }: Pick<CliContext, 'program' | 'preset'>,
  flags: Partial<ValidateFlags>,
  words: readonly string[],
  id: string,
): string {
  const { resume: _, source: _secret, ...typed } = flags
  const depth = words.length === 0 ? 'all' : words.map(shellQuote).join(' ')
  return `${program}${preset === null ? ' validate' : ''} ${depth} --resume ${id}${givenFlags(typed)}`
}
