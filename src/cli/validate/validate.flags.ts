import { optionRanges } from '../../option-ranges.ts'
import { valueFlag, type ValueOption } from '../value-option.ts'
import { negatableFlag, switchFlag, type SwitchOption } from '../switch-option.ts'
import { keyFlags, type KeyFlags } from '../flags/key-flags.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { readingFlags, type ReadingFlags } from '../flags/reading-flags.ts'
import { progressFlags, type ProgressFlags } from '../flags/progress-flags.ts'
import { stateFlags, type StateFlags } from '../flags/state-flags.ts'
import { targetFlags, type TargetFlags } from '../flags/target-flags.ts'
import { integer, text } from '../parse-values.ts'

export const seed: ValueOption<string> = {
  env: 'PGFOLD_SEED',
  brief: 'Seed of the sample; the same seed draws the same sample',
  placeholder: 'text',
  parse: text,
}
export const report: ValueOption<string> = {
  env: 'PGFOLD_REPORT',
  brief: 'Write the report to this file; default: validation_report_<id>.json in the state directory',
  placeholder: 'file',
  parse: text,
}
export const readers: ValueOption<number> = {
  env: 'PGFOLD_READERS',
  brief: 'Entities read from the source at the same time, each over a connection of its own; default: 2',
  placeholder: 'n',
  parse: integer(optionRanges.readers),
}
export const maxReadUnits: ValueOption<number> = {
  env: 'PGFOLD_MAX_READ_UNITS',
  brief: 'Maximum number of read units per second; default: no limit',
  placeholder: 'n',
  parse: integer(optionRanges.maxReadUnits),
}
export const indexes: SwitchOption = {
  env: 'PGFOLD_INDEXES',
  brief: 'Compare the contents of the indexes too, or not; default: only with "all"',
}
export const maxListed: ValueOption<number> = {
  env: 'PGFOLD_MAX_LISTED',
  brief: 'Maximum number of differences listed in the report; all are counted; default: 1000',
  placeholder: 'n',
  parse: integer(optionRanges.maxListed),
}
export const resumeId: ValueOption<string> = {
  env: 'PGFOLD_RESUME',
  brief: 'Resume an interrupted validation of the same depth',
  placeholder: 'id',
  parse: text,
}
export const showValues: SwitchOption = {
  env: 'PGFOLD_SHOW_VALUES',
  brief: 'Put the values that differ into the report, which then contains your data',
}

export interface ValidateFlags extends MappingFlags, ReadingFlags, TargetFlags, StateFlags, ProgressFlags, KeyFlags {
  readonly seed: string | undefined
  readonly report: string | undefined
  readonly readers: number | undefined
  readonly maxReadUnits: number | undefined
  readonly indexes: boolean | undefined
  readonly maxListed: number | undefined
  readonly showValues: boolean | undefined
  readonly resume: string | undefined
}

export const validateFlags = {
  ...mappingFlags,
  ...readingFlags,
  ...targetFlags,
  seed: valueFlag(seed),
  report: valueFlag(report),
  readers: valueFlag(readers),
  maxReadUnits: valueFlag(maxReadUnits),
  indexes: negatableFlag(indexes),
  maxListed: valueFlag(maxListed),
  showValues: switchFlag(showValues),
  resume: valueFlag(resumeId),
  ...stateFlags,
  ...keyFlags,
  ...progressFlags,
}
