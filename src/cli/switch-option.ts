import { PgfoldError } from '../errors/pgfold-error.ts'
import type { Environment } from './cli-context.ts'
import { flagBrief } from './flag-brief.ts'

/** A flag that is there or not; its variable counts as there for 1, true, yes and on. */
export interface SwitchOption {
  readonly env: string
  readonly brief: string
}

export function switchFlag(option: SwitchOption) {
  return { kind: 'boolean', optional: true, withNegated: false, brief: flagBrief(option) } as const
}

/** A switch whose default depends on something else: `--no-<name>` is a flag too. */
export function negatableFlag(option: SwitchOption) {
  return { kind: 'boolean', optional: true, withNegated: true, brief: flagBrief(option) } as const
}

export function switchOf(option: SwitchOption, flag: boolean | undefined, env: Environment): boolean {
  return givenSwitch(option, flag, env) ?? false
}

/** On or off where the flag or its variable says so, else undefined. Throws CLI_ENVIRONMENT_VALUE. */
export function givenSwitch(option: SwitchOption, flag: boolean | undefined, env: Environment): boolean | undefined {
  if (flag !== undefined) return flag
  const text = (env[option.env] ?? '').toLowerCase()
  if (text === '') return undefined
  if (['0', 'false', 'no', 'off'].includes(text)) return false
  if (['1', 'true', 'yes', 'on'].includes(text)) return true
  throw new PgfoldError('CLI_ENVIRONMENT_VALUE', { detail: `${option.env}: expected 1 or 0` })
}
