import { PgfoldError } from '../errors/pgfold-error.ts'
import type { Environment } from './context.ts'

/** A flag with a value, and the environment variable that stands in for it. */
export interface ValueOption<T> {
  readonly env: string | null
  readonly brief: string
  readonly placeholder: string
  /** Throws an Error that says which form is wanted; without the value where it may be secret. */
  readonly parse: (text: string) => T
}

/** A flag that is there or not; its variable counts as there for 1, true, yes and on. */
export interface SwitchOption {
  readonly env: string | null
  readonly brief: string
}

/** The flag as the parser takes it; help shows the variable. */
export function valueFlag<T>(option: ValueOption<T>) {
  return {
    kind: 'parsed',
    optional: true,
    parse: option.parse,
    brief: withVariable(option),
    placeholder: option.placeholder,
  } as const
}

export function switchFlag(option: SwitchOption) {
  return { kind: 'boolean', optional: true, withNegated: false, brief: withVariable(option) } as const
}

/** A switch whose default depends on something else: `--no-<name>` is a flag too. */
export function negatableFlag(option: SwitchOption) {
  return { kind: 'boolean', optional: true, withNegated: true, brief: withVariable(option) } as const
}

/**
 * The flag if it was given, else its variable, else nothing. An empty variable counts as not set. Throws
 * CLI_ENVIRONMENT_VALUE.
 */
export function valueOf<T>(option: ValueOption<T>, flag: T | undefined, env: Environment): T | undefined {
  if (flag !== undefined || option.env === null) return flag
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

export function switchOf(option: SwitchOption, flag: boolean | undefined, env: Environment): boolean {
  return givenSwitch(option, flag, env) ?? false
}

/** On or off where the flag or its variable says so, else undefined. Throws CLI_ENVIRONMENT_VALUE. */
export function givenSwitch(option: SwitchOption, flag: boolean | undefined, env: Environment): boolean | undefined {
  if (flag !== undefined || option.env === null) return flag
  const text = (env[option.env] ?? '').toLowerCase()
  if (text === '') return undefined
  if (['0', 'false', 'no', 'off'].includes(text)) return false
  if (['1', 'true', 'yes', 'on'].includes(text)) return true
  throw new PgfoldError('CLI_ENVIRONMENT_VALUE', { detail: `${option.env}: expected 1 or 0` })
}

function withVariable(option: { readonly env: string | null; readonly brief: string }): string {
  return option.env === null ? option.brief : `${option.brief} [${option.env}]`
}
