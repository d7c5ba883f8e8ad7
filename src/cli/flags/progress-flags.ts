import type { LogFormat } from '../../output/run-listener.ts'
import type { Environment } from '../cli-context.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'
import { switchFlag, switchOf, type SwitchOption } from '../switch-option.ts'
import { choice } from '../parse-values.ts'
import { jsonFlags, type JsonFlags } from './json-flags.ts'

const quiet: SwitchOption = { env: 'PGFOLD_QUIET', brief: 'No progress; warnings and errors stay' }

const logFormat: ValueOption<LogFormat> = {
  env: 'PGFOLD_LOG_FORMAT',
  brief: 'Progress as text, or as one JSON event per line',
  placeholder: 'text|ndjson',
  parse: choice('text', 'ndjson'),
}

export interface ProgressFlags extends JsonFlags {
  readonly quiet: boolean | undefined
  readonly logFormat: LogFormat | undefined
}

export const progressFlags = { ...jsonFlags, quiet: switchFlag(quiet), logFormat: valueFlag(logFormat) }

export function readProgressOptions(
  env: Environment,
  flags: ProgressFlags,
): { readonly format: LogFormat; readonly quiet: boolean } {
  return { format: valueOf(logFormat, flags.logFormat, env) ?? 'text', quiet: switchOf(quiet, flags.quiet, env) }
}
