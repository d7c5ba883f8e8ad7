import { optionRanges } from '../../option-ranges.ts'
import { valueFlag, type ValueOption } from '../value-option.ts'
import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { readingFlags, type ReadingFlags } from '../flags/reading-flags.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { integer, text } from '../parse-values.ts'

export const data: SwitchOption = {
  env: 'PGFOLD_DATA',
  brief: 'Check the data too: the keys of every row and the values of a sample',
}
export const rows: ValueOption<number> = {
  env: 'PGFOLD_ROWS',
  brief: 'With --data: number of rows of each entity whose values are converted; default: 1000',
  placeholder: 'n',
  parse: integer(optionRanges.checkedRows),
}
export const all: SwitchOption = { env: 'PGFOLD_ALL', brief: 'With --data: convert the values of all rows' }
export const seed: ValueOption<string> = {
  env: 'PGFOLD_SEED',
  brief: 'Seed of the sample; the same seed draws the same sample',
  placeholder: 'text',
  parse: text,
}

export interface CheckFlags extends MappingFlags, ReadingFlags, JsonFlags {
  readonly data: boolean | undefined
  readonly rows: number | undefined
  readonly all: boolean | undefined
  readonly seed: string | undefined
}

export const checkFlags = {
  ...mappingFlags,
  ...readingFlags,
  data: switchFlag(data),
  rows: valueFlag(rows),
  all: switchFlag(all),
  seed: valueFlag(seed),
  ...jsonFlags,
}
