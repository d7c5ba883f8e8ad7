import type { Environment } from '../cli-context.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'
import { text } from '../parse-values.ts'

const stateDir: ValueOption<string> = {
  env: 'PGFOLD_STATE_DIR',
  brief: 'Directory of the state and reject files; default: the current one',
  placeholder: 'directory',
  parse: text,
}

export interface StateFlags {
  readonly stateDir: string | undefined
}

export const stateFlags = { stateDir: valueFlag(stateDir) }

export function readStateDirectory(env: Environment, flags: StateFlags): string {
  return valueOf(stateDir, flags.stateDir, env) ?? '.'
}
