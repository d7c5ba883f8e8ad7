import type { SourceDdl } from '../../postgres/connection/source-config.ts'
import type { Environment } from '../cli-context.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'
import { choice } from '../parse-values.ts'

const sourceDdl: ValueOption<SourceDdl> = {
  env: 'PGFOLD_SOURCE_DDL',
  brief:
    'ALTER TABLE, TRUNCATE and the like on tables being read: let them wait, or check for them at the end; default: wait',
  placeholder: 'wait|check',
  parse: choice('wait', 'check'),
}

export interface SourceDdlFlags {
  readonly sourceDdl: SourceDdl | undefined
}

export const sourceDdlFlags = { sourceDdl: valueFlag(sourceDdl) }

export function readSourceDdl(env: Environment, flags: SourceDdlFlags): SourceDdl {
  return valueOf(sourceDdl, flags.sourceDdl, env) ?? 'wait'
}
