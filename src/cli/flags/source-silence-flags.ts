import { optionRanges } from '../../option-ranges.ts'
import { defaultInactivityMs } from '../../postgres/connection/source-config.ts'
import type { Environment } from '../cli-context.ts'
import { integer } from '../parse-values.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'

const sourceSilence: ValueOption<number> = {
  env: 'PGFOLD_SOURCE_SILENCE',
  brief: 'Seconds of silence after which PostgreSQL is asked whether the query still runs; 0: never; default: 300',
  placeholder: 's',
  parse: integer(optionRanges.sourceSilenceSeconds),
}

export interface SourceSilenceFlags {
  readonly sourceSilence: number | undefined
}

export const sourceSilenceFlags = { sourceSilence: valueFlag(sourceSilence) }

/** In milliseconds, as the source configuration has it. */
export function readSourceSilence(env: Environment, flags: SourceSilenceFlags): number {
  const seconds = valueOf(sourceSilence, flags.sourceSilence, env)
  return seconds === undefined ? defaultInactivityMs : seconds * 1000
}
