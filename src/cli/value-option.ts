import { PgfoldError } from '../errors/pgfold-error.ts'
import type { Environment } from './cli-context.ts'
import { flagBrief } from './flag-brief.ts'

/** A flag with a value, and the environment variable that stands in for it. */
export interface ValueOption<T> {
  readonly env: string
  readonly brief: string
  readonly placeholder: string
  /** Throws an Error that says which form is wanted; without the value where it may be secret. */
  readonly parse: (text: string) => T
}

/** The flag as the parser takes it; help shows the variable. */
export function valueFlag<T>(option: ValueOption<T>) {
  return {
    kind: 'parsed',
    optional: true,
    parse: option.parse,
    brief: flagBrief(option),
    placeholder: option.placeholder,
  } as const
}

/**
 * The flag if it was given, else its variable, else nothing. An empty variable counts as not set. Throws
 * CLI_ENVIRONMENT_VALUE.
 */
export function valueOf<T>(option: ValueOption<T>, flag: T | undefined, env: Environment): T | undefined {
  if (flag !== undefined) return flag
  const text = env[option.env]
  if (text === undefined || text === '') return undefined
  try {
    return option.parse(text)
  } catch (cause) {
    throw new PgfoldError('CLI_ENVIRONMENT_VALUE', {
      detail: `${option.env}: ${cause instanceof Error ? cause.message : 'wrong form'}`,
      cause,
    })
  }
}
