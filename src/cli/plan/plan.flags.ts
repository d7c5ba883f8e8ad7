import { optionRanges } from '../../option-ranges.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { readingFlags, type ReadingFlags } from '../flags/reading-flags.ts'
import { targetFlags, type TargetFlags } from '../flags/target-flags.ts'
import { integer, text } from '../parse-values.ts'
import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { valueFlag, type ValueOption } from '../value-option.ts'

export const exact: SwitchOption = {
  env: 'PGFOLD_EXACT',
  brief: 'Convert every row, so that all figures are exact; takes about as long as a validation',
}
export const rows: ValueOption<number> = {
  env: 'PGFOLD_ROWS',
  brief: 'Number of rows of each entity that are converted for the estimate; default: 2000',
  placeholder: 'n',
  parse: integer(optionRanges.checkedRows),
}
export const seed: ValueOption<string> = {
  env: 'PGFOLD_SEED',
  brief: 'Seed of the sample; the same seed draws the same sample',
  placeholder: 'text',
  parse: text,
}
export const writeUnits: ValueOption<number> = {
  env: 'PGFOLD_WRITE_UNITS',
  brief:
    'Write units per second granted to the table and to each index; default: what the table grants, or 4000 as a new one',
  placeholder: 'n',
  parse: integer(optionRanges.maxWriteUnits),
}
export const workers: ValueOption<number> = {
  env: 'PGFOLD_WORKERS',
  brief: 'Number of chunks that the load will read at the same time; default: 4',
  placeholder: 'n',
  parse: integer(optionRanges.workers),
}
export const prices: ValueOption<string> = {
  env: 'PGFOLD_PRICES',
  brief: 'JSON file with prices of your region or contract; default: us-east-1, as listed on the date shown',
  placeholder: 'file',
  parse: text,
}
export const out: ValueOption<string> = {
  env: 'PGFOLD_PLAN_OUT',
  brief: 'Write the plan to this file, for migrate --plan',
  placeholder: 'file',
  parse: text,
}

export interface PlanFlags extends MappingFlags, ReadingFlags, TargetFlags, JsonFlags {
  readonly exact: boolean | undefined
  readonly rows: number | undefined
  readonly seed: string | undefined
  readonly writeUnits: number | undefined
  readonly workers: number | undefined
  readonly prices: string | undefined
  readonly out: string | undefined
}

export const planFlags = {
  ...mappingFlags,
  ...readingFlags,
  ...targetFlags,
  exact: switchFlag(exact),
  rows: valueFlag(rows),
  seed: valueFlag(seed),
  writeUnits: valueFlag(writeUnits),
  workers: valueFlag(workers),
  prices: valueFlag(prices),
  out: valueFlag(out),
  ...jsonFlags,
}
