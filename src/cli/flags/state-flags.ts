import type { Environment } from '../cli-context.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'
import { text } from '../parse-values.ts'

const stateDir: ValueOption<string> = {
  env: 'PGFOLD_STATE_DIR',
  brief: 'Folder of the state and reject files; default: the current one',
  placeholder: 'folder',
  parse: text,
}

export interface StateFlags {
  readonly stateDir: string | undefined
}

export const stateFlags = { stateDir: valueFlag(stateDir) }

export function readStateDirectory(env: Environment, flags: StateFlags): string {
  return valueOf(stateDir, flags.stateDir, env) ?? '.'
}
