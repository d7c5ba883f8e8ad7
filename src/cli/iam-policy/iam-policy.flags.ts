import { purposes, type Purpose } from '../../rights/purposes.ts'
import { nameList } from '../parse-values.ts'
import { valueFlag, type ValueOption } from '../value-option.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { keyFlags, type KeyFlags } from '../flags/key-flags.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { targetFlags, type TargetFlags } from '../flags/target-flags.ts'

export const purpose: ValueOption<readonly Purpose[]> = {
  env: 'PGFOLD_PURPOSE',
  brief: 'What the policy is for, of migrate (and resume), validate, repair, create; default: migrate,validate,repair',
  placeholder: 'a,b',
  parse: purposeList,
}

function purposeList(input: string): readonly Purpose[] {
  return nameList(input).map((name) => {
    const found = purposes.find((known) => known === name)
    if (found === undefined) throw new Error(`expected some of ${purposes.join(', ')}, separated by commas`)
    return found
  })
}

export interface IamPolicyFlags extends MappingFlags, TargetFlags, KeyFlags, JsonFlags {
  readonly purpose: readonly Purpose[] | undefined
}

export const iamPolicyFlags = {
  ...mappingFlags,
  ...targetFlags,
  purpose: valueFlag(purpose),
  ...keyFlags,
  ...jsonFlags,
}
