import { optionRanges } from '../../../option-ranges.ts'
import { valueFlag, type ValueOption } from '../../value-option.ts'
import { switchFlag, type SwitchOption } from '../../switch-option.ts'
import { mappingFlags, type MappingFlags } from '../../flags/mapping-flags.ts'
import { jsonFlags, type JsonFlags } from '../../flags/json-flags.ts'
import { targetFlags, type TargetFlags } from '../../flags/target-flags.ts'
import { choice, integer } from '../../parse-values.ts'

export const billing: ValueOption<'on-demand' | 'provisioned'> = {
  env: 'PGFOLD_BILLING',
  brief: 'Billing mode of the table; default: on-demand',
  placeholder: 'on-demand|provisioned',
  parse: choice('on-demand', 'provisioned'),
}

export const readUnits: ValueOption<number> = {
  env: 'PGFOLD_READ_UNITS',
  brief: 'Provisioned read units of the table and of each index',
  placeholder: 'n',
  parse: integer(optionRanges.provisionedUnits),
}
export const writeUnits: ValueOption<number> = {
  env: 'PGFOLD_WRITE_UNITS',
  brief: 'Provisioned write units of the table and of each index',
  placeholder: 'n',
  parse: integer(optionRanges.provisionedUnits),
}

export const print: SwitchOption = {
  env: 'PGFOLD_PRINT',
  brief: 'Only print the definition, as input for "aws dynamodb create-table --cli-input-json"',
}

export interface CreateFlags extends MappingFlags, TargetFlags, JsonFlags {
  readonly billing: 'on-demand' | 'provisioned' | undefined
  readonly readUnits: number | undefined
  readonly writeUnits: number | undefined
  readonly print: boolean | undefined
}

export const createFlags = {
  ...mappingFlags,
  ...targetFlags,
  billing: valueFlag(billing),
  readUnits: valueFlag(readUnits),
  writeUnits: valueFlag(writeUnits),
  print: switchFlag(print),
  ...jsonFlags,
}
