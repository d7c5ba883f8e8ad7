import type { LogFormat } from '../../output/run-listener.ts'
import type { Environment } from '../context.ts'
import { switchFlag, switchOf, valueFlag, valueOf, type SwitchOption, type ValueOption } from '../option.ts'
import { choice } from '../parse-values.ts'

const json: SwitchOption = { env: 'PGFOLD_JSON', brief: 'Print the result as one JSON object' }
const quiet: SwitchOption = { env: 'PGFOLD_QUIET', brief: 'No progress; warnings and errors stay' }

const logFormat: ValueOption<LogFormat> = {
  env: 'PGFOLD_LOG_FORMAT',
  brief: 'Progress as text, or as one JSON event per line',
  placeholder: 'text|ndjson',
  parse: choice('text', 'ndjson'),
}

export interface JsonFlags {
  readonly json: boolean | undefined
}

export const jsonFlags = { json: switchFlag(json) }

export interface ProgressFlags extends JsonFlags {
  readonly quiet: boolean | undefined
  readonly logFormat: LogFormat | undefined
}

export const progressFlags = { ...jsonFlags, quiet: switchFlag(quiet), logFormat: valueFlag(logFormat) }

export function wantsJson(env: Environment, flags: JsonFlags): boolean {
  return switchOf(json, flags.json, env)
}

export function readProgressOptions(
  env: Environment,
  flags: ProgressFlags,
): { readonly format: LogFormat; readonly quiet: boolean } {
  return { format: valueOf(logFormat, flags.logFormat, env) ?? 'text', quiet: switchOf(quiet, flags.quiet, env) }
}
