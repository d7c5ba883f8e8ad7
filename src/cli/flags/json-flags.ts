import type { Environment } from '../cli-context.ts'
import { switchFlag, switchOf, type SwitchOption } from '../switch-option.ts'

const json: SwitchOption = { env: 'PGFOLD_JSON', brief: 'Print the result as one JSON object' }

export interface JsonFlags {
  readonly json: boolean | undefined
}

export const jsonFlags = { json: switchFlag(json) }

export function wantsJson(env: Environment, flags: JsonFlags): boolean {
  return switchOf(json, flags.json, env)
}
