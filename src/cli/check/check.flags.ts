import { optionRanges } from '../../option-ranges.ts'
import { valueFlag, type ValueOption } from '../value-option.ts'
import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { sourceDdlFlags, type SourceDdlFlags } from '../flags/source-ddl-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { integer, text } from '../parse-values.ts'

export const data: SwitchOption = { env: null, brief: 'Read the data too: keys of every row, values of a sample' }
export const rows: ValueOption<number> = {
  env: null,
  brief: 'With --data: rows of each entity whose values are tried; default: 1000',
  placeholder: 'n',
  parse: integer(optionRanges.checkedRows),
}
export const all: SwitchOption = { env: null, brief: 'With --data: try the values of all rows' }
export const seed: ValueOption<string> = {
  env: 'PGFOLD_SEED',
  brief: 'Seed of the sample, to draw the same one again',
  placeholder: 'text',
  parse: text,
}

export interface CheckFlags extends MappingFlags, SourceFlags, SourceDdlFlags, JsonFlags {
  readonly data: boolean | undefined
  readonly rows: number | undefined
  readonly all: boolean | undefined
  readonly seed: string | undefined
}

export const checkFlags = {
  ...mappingFlags,
  ...sourceFlags,
  ...sourceDdlFlags,
  data: switchFlag(data),
  rows: valueFlag(rows),
  all: switchFlag(all),
  seed: valueFlag(seed),
  ...jsonFlags,
}
