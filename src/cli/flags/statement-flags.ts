import { optionRanges } from '../../option-ranges.ts'
import type { Environment } from '../cli-context.ts'
import { seconds } from '../parse-values.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'

const maxStatementTime: ValueOption<number> = {
  env: 'PGFOLD_MAX_STATEMENT_TIME',
  brief: 'Seconds after which PostgreSQL cancels a query of pgfold; default: no limit',
  placeholder: 'seconds',
  parse: seconds(optionRanges.maxStatementMs),
}

/** For every command that reads rows of the source. */
export interface StatementFlags {
  readonly maxStatementTime: number | undefined
}

export const statementFlags = { maxStatementTime: valueFlag(maxStatementTime) }

/** Milliseconds; 0: no limit. */
export function readMaxStatementMs(env: Environment, flags: StatementFlags): number {
  return valueOf(maxStatementTime, flags.maxStatementTime, env) ?? 0
}
